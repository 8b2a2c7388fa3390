"""The mailbox to which customers answer our e-mails: read by IMAP, never written to."""
