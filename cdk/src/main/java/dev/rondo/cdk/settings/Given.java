package dev.rondo.cdk.settings;

/**
 * A value as a user wrote it.
 *
 * @param text the value; several are separated by commas
 * @param place where it stands: {@code rondo.yaml:3} or {@code -c ec2_nodes}
 */
record Given(String text, String place) {}
