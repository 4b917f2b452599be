package dev.rondo.cdk.settings;

import static dev.rondo.settings.Kinds.list;
import static dev.rondo.settings.Kinds.matching;
import static dev.rondo.settings.Kinds.optional;

import dev.rondo.settings.Field;
import dev.rondo.settings.Kinds;
import dev.rondo.settings.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings of a network of clients: one that Rondo creates, or the user's own. */
public final class NetworkSettings {

  public final Field<Connection> connection;
  public final Field<Integer> zones;
  public final Field<List<String>> zoneNames;
  public final Field<Optional<String>> vpcId;
  public final Field<List<String>> subnetIds;
  public final Field<List<String>> routeTableIds;

  /**
   * Adds the fields and their rules.
   *
   * @param prefix ec2 or eks
   * @param leastZones 1 or 2; 2 zones are the most that a template for any region can count on
   */
  NetworkSettings(Schema.Builder fields, String prefix, int leastZones) {
    connection =
        fields.add(
            prefix + "_connection",
            Kinds.choice(
                List.of(Connection.values()),
                value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-')),
            "public-subnets",
            "how clients reach SQS, STS, Logs and Systems Manager (see below)");
    zones =
        fields.add(
            prefix + "_zones",
            Kinds.integer(leastZones, 2),
            "2",
            "number of availability zones of the network");
    zoneNames =
        fields.add(
            prefix + "_zone_names",
            list(matching("zone", "[a-z]{2}(-[a-z]+)+-[0-9][a-z]", "a zone such as us-east-1a")),
            "",
            "the availability zones, instead of their number"
                + (prefix.equals("eks")
                    ? "; EKS refuses those with the ids use1-az3, usw1-az2 and cac1-az3"
                    : ""));
    vpcId =
        fields.add(
            prefix + "_vpc_id",
            optional(matching("id", "vpc-[0-9a-f]{8,17}", "a VPC id such as vpc-12345678")),
            "",
            "your own VPC, instead of one that Rondo creates");
    subnetIds =
        fields.add(
            prefix + "_subnet_ids",
            list(matching("id", "subnet-[0-9a-f]{8,17}", "a subnet id such as subnet-12345678")),
            "",
            "subnets of your VPC that clients run in, each in its own zone");
    routeTableIds =
        fields.add(
            prefix + "_route_table_ids",
            list(matching("id", "rtb-[0-9a-f]{8,17}", "a route table id such as rtb-12345678")),
            "",
            "route tables of your subnets that get the S3 endpoint; none if the VPC has one");
    addRules(fields, prefix);
  }

  private void addRules(Schema.Builder fields, String prefix) {
    String vpc = vpcId.key();
    fields
        .rule(
            subnetIds,
            v -> v.get(subnetIds).isEmpty() || v.get(vpcId).isPresent(),
            "needs " + vpc + ", the VPC of the subnets")
        .rule(
            vpcId,
            v -> v.get(vpcId).isEmpty() || !v.get(subnetIds).isEmpty(),
            "needs " + subnetIds + ", the subnets of the VPC for the clients")
        .rule(
            subnetIds,
            v -> new HashSet<>(v.get(subnetIds)).size() == v.get(subnetIds).size(),
            "names a subnet twice; each must be in its own zone")
        .rule(
            routeTableIds,
            v -> v.get(routeTableIds).isEmpty() || v.get(vpcId).isPresent(),
            "needs " + vpc + ", the VPC of the route tables")
        .rule(
            zones,
            v -> !v.isGiven(zones) || v.get(vpcId).isEmpty(),
            "is for a network that Rondo creates; in your VPC the subnets decide")
        .rule(
            zoneNames,
            v -> v.get(zoneNames).isEmpty() || v.get(vpcId).isEmpty(),
            "is for a network that Rondo creates; in your VPC the subnets decide")
        .rule(
            zones,
            v -> !v.isGiven(zones) || v.get(zoneNames).isEmpty(),
            "and " + prefix + "_zone_names exclude each other; keep one of them");
  }
}
