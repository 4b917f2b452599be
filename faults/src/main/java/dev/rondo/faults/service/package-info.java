/**
 * Fakes of the AWS services, with the contracts of the real ones and all faults that these allow.
 */
@org.jspecify.annotations.NullMarked
package dev.rondo.faults.service;
