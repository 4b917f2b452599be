package dev.rondo.operations.account;

/**
 * Whose credentials these are.
 *
 * @param account the account's number
 * @param arn of the user or of the role's session
 * @param region the region that is asked
 */
public record Identity(String account, String arn, String region) {}
