"""What every room is made of. The kernel knows no room."""
