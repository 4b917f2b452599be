package dev.rondo.cdk.clients;

import dev.rondo.cdk.control.Retention;
import dev.rondo.cdk.control.RondoControl;
import dev.rondo.cdk.nag.Accepted;
import dev.rondo.cdk.project.Packages;
import dev.rondo.cdk.settings.ControlSettings;
import dev.rondo.cdk.settings.Ec2Settings;
import dev.rondo.cdk.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.autoscaling.AutoScalingGroup;
import software.amazon.awscdk.services.autoscaling.BasicLifecycleHookProps;
import software.amazon.awscdk.services.autoscaling.DefaultResult;
import software.amazon.awscdk.services.autoscaling.HealthChecks;
import software.amazon.awscdk.services.autoscaling.LifecycleTransition;
import software.amazon.awscdk.services.autoscaling.RollingUpdateOptions;
import software.amazon.awscdk.services.autoscaling.UpdatePolicy;
import software.amazon.awscdk.services.ec2.BlockDevice;
import software.amazon.awscdk.services.ec2.BlockDeviceVolume;
import software.amazon.awscdk.services.ec2.EbsDeviceOptions;
import software.amazon.awscdk.services.ec2.EbsDeviceVolumeType;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.InstanceInitiatedShutdownBehavior;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.KeyPair;
import software.amazon.awscdk.services.ec2.LaunchTemplate;
import software.amazon.awscdk.services.ec2.LaunchTemplateHttpTokens;
import software.amazon.awscdk.services.ec2.LaunchTemplateSpotOptions;
import software.amazon.awscdk.services.ec2.MachineImage;
import software.amazon.awscdk.services.ec2.UserData;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.constructs.Construct;

/** Client agents on EC2: one for each instance, in an Auto Scaling group that can scale to zero. */
public final class RondoEc2Clients extends Stack {

  private static final String HOOK = "rondo-clean-stop";

  /** Where AWS publishes the newest image of Amazon Linux 2023. */
  private static final String IMAGE =
      "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

  private final Settings settings;
  private final Network network;
  private final LogGroup logGroup;
  private final Asset agent;
  private final Optional<FleetTrainer> trainer;
  private final IRole role;

  public RondoEc2Clients(
      Construct scope, Settings settings, Packages packages, RondoControl control) {
    super(
        scope,
        settings.ec2Stack(),
        StackProps.builder()
            .stackName(settings.ec2Stack())
            .terminationProtection(settings.get(Settings.TERMINATION_PROTECTION))
            .description("Rondo: clients on EC2")
            .build());
    this.settings = settings;
    network = new Network(this, settings, Ec2Settings.NETWORK);
    logGroup =
        LogGroup.Builder.create(this, "AgentLogs")
            .retention(Retention.of(settings.get(ControlSettings.LOG_RETENTION_DAYS)))
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    agent = Asset.Builder.create(this, "Agent").path(packages.agent().toString()).build();
    List<Asset> files = new ArrayList<>(List.of(agent));
    trainer = FleetTrainer.of(this, settings, packages);
    trainer.ifPresent(of -> files.addAll(of.files()));
    role =
        MachineRole.create(
            this,
            new ClientPolicy(
                    control.bucket().getBucketArn(),
                    control.taskQueue().getQueueArn(),
                    ClientPolicy.EC2_ID)
                .statements(control.storeKey(), control.helperBucketArn()),
            files,
            logGroup,
            groupName());
    AutoScalingGroup group = group(launchTemplate(install(packages, control)));
    CfnOutput.Builder.create(this, "AutoScalingGroupName")
        .value(group.getAutoScalingGroupName())
        .build();
    CfnOutput.Builder.create(this, "ClientRoleArn").value(role.getRoleArn()).build();
    CfnOutput.Builder.create(this, "AgentLogGroupName").value(logGroup.getLogGroupName()).build();
  }

  /** The fixed name of the group, because the role names it before it exists. */
  private String groupName() {
    return settings.ec2Stack();
  }

  private UserData install(Packages packages, RondoControl control) {
    AgentInstallation installation =
        new AgentInstallation(getRegion())
            .logsTo(logGroup.getLogGroupName())
            .java()
            .agent(agent.getS3ObjectUrl(), Sha256.of(packages.agent()));
    trainer.ifPresent(of -> installation.trainer(of.installation()));
    if (ClientMaskSettings.of(settings).isPresent()) {
      installation.clientKey();
    }
    List<String> commands =
        installation
            .settings(variables(control))
            .completes(groupName(), HOOK)
            .start(packages.agentUnit());
    UserData userData = UserData.forLinux();
    userData.addCommands(commands.toArray(String[]::new));
    return userData;
  }

  private Map<String, String> variables(RondoControl control) {
    Map<String, String> variables = new HashMap<>();
    variables.put("AWS_REGION", getRegion());
    variables.put("RONDO_BUCKET", control.bucket().getBucketName());
    variables.put("RONDO_TASK_QUEUE_URL", control.taskQueue().getQueueUrl());
    variables.put("RONDO_IDENTITY", "sts");
    ClientMaskSettings.of(settings)
        .ifPresent(
            masks -> {
              variables.put("RONDO_HELPER_PUBLIC_KEY", masks.helperPublicKey());
              variables.put("RONDO_HELPER_BUCKET", masks.helperBucket());
              variables.put("RONDO_CLIENT_KEY", AgentInstallation.CLIENT_KEY);
            });
    trainer.ifPresent(of -> variables.putAll(of.variables()));
    return variables;
  }

  private LaunchTemplate launchTemplate(UserData userData) {
    ISecurityGroup securityGroup = ClientSecurityGroup.of(this, settings, network.vpc());
    network.addEndpointsFor(securityGroup);
    LaunchTemplate.Builder builder =
        LaunchTemplate.Builder.create(this, "LaunchTemplate")
            .instanceType(new InstanceType(settings.get(Ec2Settings.INSTANCE_TYPE)))
            // EC2 looks the image up when it launches an instance. If the deployment did, each one
            // after a new release of the image would replace all instances.
            .machineImage(MachineImage.resolveSsmParameterAtLaunch(IMAGE))
            .role(role)
            .userData(userData)
            .securityGroup(securityGroup)
            .associatePublicIpAddress(network.isPublic())
            .httpTokens(LaunchTemplateHttpTokens.REQUIRED)
            // One hop: containers on the instance cannot reach the metadata service.
            .httpPutResponseHopLimit(1)
            // An instance whose setup failed shuts down, so it must be terminated and not stopped.
            .instanceInitiatedShutdownBehavior(InstanceInitiatedShutdownBehavior.TERMINATE)
            .blockDevices(List.of(rootVolume()));
    settings
        .get(Ec2Settings.KEY_PAIR)
        .ifPresent(name -> builder.keyPair(KeyPair.fromKeyPairName(this, "KeyPair", name)));
    if (settings.get(Ec2Settings.SPOT) && !spotTypes().areSeveral()) {
      builder.spotOptions(LaunchTemplateSpotOptions.builder().build());
    }
    LaunchTemplate template = builder.build();
    Validations.of(template)
        .acknowledge(
            Acknowledgment.builder()
                .id("CloudFormation-Validate::E1152")
                .reason("The rule does not know images that are looked up at launch.")
                .build());
    return template;
  }

  private BlockDevice rootVolume() {
    return BlockDevice.builder()
        .deviceName("/dev/xvda")
        .volume(
            BlockDeviceVolume.ebs(
                settings.get(Ec2Settings.VOLUME_GIB),
                EbsDeviceOptions.builder()
                    .volumeType(EbsDeviceVolumeType.GP3)
                    .encrypted(true)
                    .deleteOnTermination(true)
                    .build()))
        .build();
  }

  private SpotTypes spotTypes() {
    return SpotTypes.of(
        settings.get(Ec2Settings.INSTANCE_TYPE), settings.get(Ec2Settings.SPOT_INSTANCE_TYPES));
  }

  private AutoScalingGroup group(LaunchTemplate template) {
    AutoScalingGroup.Builder builder =
        AutoScalingGroup.Builder.create(this, "Clients")
            .autoScalingGroupName(groupName())
            .vpc(network.vpc())
            .vpcSubnets(network.subnets())
            .minCapacity(0)
            .desiredCapacity(settings.get(Ec2Settings.NODES))
            .maxCapacity(settings.get(Ec2Settings.MAX_NODES))
            .capacityRebalance(settings.get(Ec2Settings.SPOT))
            .healthChecks(HealthChecks.ec2())
            .updatePolicy(
                UpdatePolicy.rollingUpdate(
                    RollingUpdateOptions.builder()
                        .maxBatchSize(10)
                        .minInstancesInService(0)
                        .build()));
    if (spotTypes().areSeveral()) {
      spotTypes().launchIn(builder, template);
    } else {
      builder.launchTemplate(template);
    }
    AutoScalingGroup group = builder.build();
    group.addLifecycleHook(
        "CleanStop",
        BasicLifecycleHookProps.builder()
            .lifecycleHookName(HOOK)
            .lifecycleTransition(LifecycleTransition.INSTANCE_TERMINATING)
            .heartbeatTimeout(Duration.minutes(2))
            .defaultResult(DefaultResult.CONTINUE)
            .build());
    // Instances download the agent through the endpoints of the network.
    group.getNode().addDependency(network);
    Tags.of(group).add("rondo:client", settings.ec2Stack());
    Tags.of(group).add("Name", "rondo-client");
    accept(group);
    return group;
  }

  private void accept(AutoScalingGroup group) {
    Annotations.of(group)
        .acknowledgeWarning(
            "@aws-cdk/aws-autoscaling:desiredCapacitySet",
            "CloudFormation sets the size only when ec2_nodes has changed; rondo clients scale may"
                + " too");
    spotTypes()
        .withSpotFindings(
            Accepted.rule(
                "AwsSolutions-AS3",
                "Clients can start and stop at any time, for example on Spot, and rounds tolerate"
                    + " it: no notification is needed."))
        .on(group);
  }
}
