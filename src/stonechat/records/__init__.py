"""What people typed: people, roles, imports, marks. See README.md."""
