/** The client stacks: agents on EC2, and agents on EKS. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk.clients;
