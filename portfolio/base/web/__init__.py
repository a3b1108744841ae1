"""What every page stands on: guards, errors, headers, forms as they are sent, files and their compression."""
