package dev.rondo.cdk.settings;

/** How clients in a network of their own reach AWS; S3 has a gateway endpoint in any case. */
public enum Connection {
  /** Public addresses, and no way in: costs the addresses alone. */
  PUBLIC_SUBNETS,
  /** Private subnets with an endpoint for each service: nothing leaves AWS. */
  INTERFACE_ENDPOINTS,
  /** Private subnets behind a NAT gateway. */
  NAT
}
