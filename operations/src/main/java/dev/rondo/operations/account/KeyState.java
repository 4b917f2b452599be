package dev.rondo.operations.account;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of a KMS key.
 *
 * @param state KMS's state, such as {@code Enabled}, {@code Disabled} or {@code PendingDeletion}
 * @param deletedAt when KMS will delete it, if it is scheduled for deletion
 */
public record KeyState(String state, Optional<Instant> deletedAt) {}
