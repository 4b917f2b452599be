"""LocalStack runs Lambda functions as processes of this machine, without Docker. For tests only."""
