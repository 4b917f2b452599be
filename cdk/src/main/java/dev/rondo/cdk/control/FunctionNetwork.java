package dev.rondo.cdk.control;

import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.Function;
import software.constructs.Construct;

/** Private subnets of the user's VPC that the functions run in. */
final class FunctionNetwork extends Construct {

  private static final List<String> DESCRIBE =
      List.of("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets");

  private static final List<String> CONNECT =
      List.of(
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses");

  private final boolean isLeft;
  private final IVpc vpc;
  private final ISecurityGroup securityGroup;

  /**
   * @param vpcId the VPC of the settings
   */
  FunctionNetwork(Construct scope, Settings settings, String vpcId) {
    super(scope, "Network");
    isLeft = settings.get(ControlSettings.FUNCTIONS_LEAVE_VPC);
    List<String> subnets = settings.get(ControlSettings.FUNCTIONS_SUBNET_IDS);
    Annotations.of(this)
        .acknowledgeWarning(
            "@aws-cdk/aws-ec2:noSubnetRouteTableId", "Rondo adds no route to these subnets");
    vpc =
        Vpc.fromVpcAttributes(
            this,
            "Vpc",
            VpcAttributes.builder()
                .vpcId(vpcId)
                // Not used: the subnets decide. CDK expects as many zones as there are subnets.
                .availabilityZones(
                    IntStream.range(0, subnets.size())
                        .mapToObj(i -> Fn.select(i, Fn.getAzs()))
                        .toList())
                .privateSubnetIds(subnets)
                .build());
    securityGroup =
        settings
            .get(ControlSettings.FUNCTIONS_SECURITY_GROUP_ID)
            .map(id -> SecurityGroup.fromSecurityGroupId(this, "SecurityGroup", id))
            .orElseGet(this::httpsOut);
  }

  /** Puts a function into the subnets, if functions do not leave them. */
  void attach(Function.Builder function) {
    if (!isLeft) {
      function
          .vpc(vpc)
          .vpcSubnets(SubnetSelection.builder().subnets(vpc.getPrivateSubnets()).build())
          .securityGroups(List.of(securityGroup));
    }
  }

  /**
   * What Lambda does as the function's role, to connect it. Descriptions cannot be limited to a
   * resource, and the interfaces have no ids yet. The subnets and the security group may belong to
   * another account, which shares them.
   *
   * <p>The function's code has the same role but does none of this. The key
   * lambda:SourceFunctionArn is set for calls of code only, not for Lambda's own calls, so a
   * condition on it denies the actions to the code alone.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html">Required IAM
   *     permissions of functions in a VPC</a>
   * @see <a
   *     href="https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html">The
   *     key lambda:SourceFunctionArn</a>
   */
  List<PolicyStatement> statements() {
    Stack stack = Stack.of(this);
    return List.of(
        PolicyStatement.Builder.create()
            .sid("DescribeNetwork")
            .actions(DESCRIBE)
            .resources(List.of("*"))
            .build(),
        PolicyStatement.Builder.create()
            .sid("Connect")
            .actions(CONNECT)
            .resources(
                List.of("arn:%s:ec2:%s:*:*/*".formatted(stack.getPartition(), stack.getRegion())))
            .build(),
        PolicyStatement.Builder.create()
            .sid("NotFromCode")
            .effect(Effect.DENY)
            .actions(Stream.concat(DESCRIBE.stream(), CONNECT.stream()).toList())
            .resources(List.of("*"))
            .conditions(
                Map.of(
                    "ArnLike",
                    Map.of(
                        "lambda:SourceFunctionArn",
                        "arn:%s:lambda:%s:%s:function:*"
                            .formatted(
                                stack.getPartition(), stack.getRegion(), stack.getAccount()))))
            .build());
  }

  private ISecurityGroup httpsOut() {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(vpc)
            .description("Rondo functions: no inbound traffic, outbound HTTPS")
            .allowAllOutbound(false)
            .build();
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "HTTPS to S3, SQS and Step Functions");
    return group;
  }
}
