"""What is agreed with customers or asked by them: contracts, quotes, bookings, packages, inquiries."""
