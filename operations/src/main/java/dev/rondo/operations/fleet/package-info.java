/** The machines that run clients: EC2 instances, auto scaling groups, EKS node groups. */
@org.jspecify.annotations.NullMarked
package dev.rondo.operations.fleet;
