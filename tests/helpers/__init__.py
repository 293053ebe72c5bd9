"""What tests share: watched logs, real servers, stand-ins at the system's borders."""
