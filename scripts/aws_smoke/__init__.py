"""A first deployment of Rondo to an AWS account, step by step, with a report. scripts/aws-smoke starts it."""
