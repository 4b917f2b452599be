package dev.rondo.operations.account;

/**
 * The identity that AWS credentials belong to.
 *
 * @param account the account ID
 * @param arn of the user or the assumed role
 * @param region the region that requests go to
 */
public record Identity(String account, String arn, String region) {}
