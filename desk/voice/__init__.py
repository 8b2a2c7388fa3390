"""The voice of the customer: suggestions and defects, who sees to them, and the answer back."""
