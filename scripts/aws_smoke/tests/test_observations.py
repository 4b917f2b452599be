"""How answers of AWS are read: events of stacks, lines of functions, graphs of a dashboard, quotas."""

import datetime
import unittest

from fakes import SmokeTestCase, StubbedAws

from aws_smoke import deployment, evidence, observation, privileges
from aws_smoke.prerequisites import Prerequisites
from aws_smoke.steps import StepFailed

START = datetime.datetime(2026, 1, 1, 12, 0, 0)
COLD = (
    "REPORT RequestId: 1\tDuration: 812.52 ms\tBilled Duration: 1200 ms\tMemory Size: 1024 MB\tMax Memory Used: 190 MB\t"
    "Restore Duration: 401.20 ms\tBilled Restore Duration: 300 ms"
)
INIT = (
    "REPORT RequestId: 2\tDuration: 90.10 ms\tBilled Duration: 91 ms\tMemory Size: 1024 MB\tMax Memory Used: 210 MB\t"
    "Init Duration: 2500.00 ms"
)
WARM = "REPORT RequestId: 3\tDuration: 20.00 ms\tBilled Duration: 20 ms\tMemory Size: 1024 MB\tMax Memory Used: 200 MB"


def event(resource, status, seconds, reason="", kind="AWS::Lambda::Function"):
    at = START + datetime.timedelta(seconds=seconds)
    found = {"LogicalResourceId": resource, "ResourceType": kind, "ResourceStatus": status, "Timestamp": at}
    return {**found, **({"ResourceStatusReason": reason} if reason else {})}


def of_type(architecture):
    info = {"VCpuInfo": {"DefaultVCpus": 2}, "ProcessorInfo": {"SupportedArchitectures": [architecture]}}
    return {"InstanceTypes": [info]}


class ObservationsTest(SmokeTestCase):
    def test_each_resource_has_its_time_and_the_failed_one_its_reason(self):
        newest_first = [
            event("Vpc", "CREATE_FAILED", 9, "Resource creation cancelled"),
            event("Aggregate", "CREATE_FAILED", 8.5, "'MemorySize' value failed to satisfy constraint"),
            event("Vpc", "CREATE_IN_PROGRESS", 2),
            event("Aggregate", "CREATE_IN_PROGRESS", 1.5, "Resource creation Initiated"),
            event("Aggregate", "CREATE_IN_PROGRESS", 1),
        ]
        rows = deployment.resources(newest_first, "CREATE")
        self.assertEqual(
            [(row["resource"], row["seconds"]) for row in rows], [("Aggregate", 7.5), ("Vpc", 7.0)]
        )
        failures = deployment.first_failures(rows)
        self.assertEqual(
            [row["reason"] for row in failures], ["'MemorySize' value failed to satisfy constraint"]
        )

    def test_the_creation_is_not_among_the_times_of_the_deletion(self):
        events = [
            event("Vpc", "CREATE_IN_PROGRESS", 0),
            event("Vpc", "DELETE_IN_PROGRESS", 50),
            event("Vpc", "DELETE_COMPLETE", 55),
        ]
        self.assertEqual([row["seconds"] for row in deployment.resources(events, "DELETE")], [5.0])

    def test_calls_of_functions_are_counted_with_their_cold_starts_and_largest_numbers(self):
        reports = [evidence.parse_report(line) for line in (COLD, INIT, WARM)]
        self.assertEqual(
            evidence.summary(reports),
            {"calls": 3, "cold": 2, "median_ms": 90.1, "largest_ms": 812.52, "largest_init_ms": 2500.0,
             "largest_restore_ms": 401.2, "largest_mb": 1024.0, "largest_used_mb": 210.0},
        )  # fmt: skip
        self.assertEqual(evidence.summary([]), {"calls": 0})

    def test_the_billed_duration_is_not_taken_for_the_duration(self):
        self.assertEqual(evidence.parse_report(COLD)["ms"], 812.52)
        self.assertIsNone(evidence.parse_report("START RequestId: 1"))

    def test_warnings_and_errors_are_told_from_other_lines(self):
        self.assertTrue(evidence.is_problem('{"level": "ERROR", "message": "x"}'))
        self.assertTrue(evidence.is_problem("2026-01-01 Task timed out after 3.00 seconds"))
        self.assertFalse(evidence.is_problem('{"level": "INFO", "message": "Exception handling is on"}'))
        self.assertFalse(evidence.is_problem("3"))

    def test_a_log_group_is_known_by_its_step(self):
        self.assertEqual(
            evidence.step_of("Smoke1Control-FunctionsFoldPartLogs0AF1-Xyz", "Smoke1Control"), "FoldPart"
        )

    def test_the_lines_of_a_graph_become_queries(self):
        graph = {
            "metrics": [
                [{"label": "test", "expression": "SEARCH('{N,Job} x', 'Average', 60)", "period": 60}],
                [
                    "AWS/Lambda",
                    "Errors",
                    "FunctionName",
                    "one",
                    {"label": "one", "period": 300, "stat": "Sum"},
                ],
                [".", ".", ".", "two", {"id": "two", "visible": False}],
            ]
        }
        search, one, two = observation.metric_queries(graph)
        self.assertEqual((search["Expression"], search["Period"]), ("SEARCH('{N,Job} x', 'Average', 60)", 60))
        self.assertEqual(one["MetricStat"]["Stat"], "Sum")
        self.assertEqual((two["Id"], two["ReturnData"]), ("two", False))
        metric = {
            "Namespace": "AWS/Lambda",
            "MetricName": "Errors",
            "Dimensions": [{"Name": "FunctionName", "Value": "two"}],
        }
        self.assertEqual(two["MetricStat"]["Metric"], metric)

    def test_the_lines_of_a_graph_are_read_to_the_last_page(self):
        aws = StubbedAws(self)
        line = lambda label, *values: {"Id": "q0", "Label": label, "Values": list(values)}
        first = {"MetricDataResults": [line("one", 1.0), line("two")], "NextToken": "more"}
        aws.answers("cloudwatch", "get_metric_data", first)
        aws.answers("cloudwatch", "get_metric_data", {"MetricDataResults": [line("one", 2.0), line("two", 1.0)]})
        graph = {"metrics": [["AWS/Lambda", "Errors"]]}
        self.assertEqual(observation.Observation(self.smoke(aws))._series(graph), ["one", "two"])

    def test_without_a_stack_cdk_destroy_does_not_run(self):
        aws = StubbedAws(self)
        for _ in range(2):
            aws.refuses("cloudformation", "describe_stacks", "ValidationError", "Stack does not exist")
        smoke = self.smoke(aws)
        smoke.commands.run = lambda *command, **_: self.fail(f"{command} ran")
        deployment.Deployment(smoke, self.folder).destroy()

    def test_few_concurrent_functions_change_the_settings_of_the_deployment(self):
        aws = StubbedAws(self)
        limit = {"ConcurrentExecutions": 10, "UnreservedConcurrentExecutions": 10}
        aws.answers("lambda", "get_account_settings", {"AccountLimit": limit})
        smoke = self.smoke(aws)
        Prerequisites(smoke).functions_quota()
        self.assertEqual(smoke.settings, {"fold_concurrency": "5", "part_concurrency": "5"})

    def test_the_credits_of_the_account_are_not_in_the_report(self):
        aws = StubbedAws(self)
        credit = {"amount": 87.5, "unit": "USD"}
        answer = {"accountId": "123456789012", "accountPlanType": "FREE", "accountPlanStatus": "ACTIVE",
                  "accountPlanRemainingCredits": credit}  # fmt: skip
        aws.answers("freetier", "get_account_plan_state", answer)
        prerequisites = Prerequisites(self.smoke(aws))
        prerequisites.say = (said := []).append
        prerequisites.plan()
        self.assertEqual(said, ["account plan: FREE (ACTIVE)"])

    def test_too_few_vcpus_are_named_with_the_request_for_more(self):
        aws = StubbedAws(self)
        aws.answers("service-quotas", "get_service_quota", {"Quota": {"Value": 1.0}})
        aws.answers("ec2", "describe_instance_types", of_type("x86_64"), {"InstanceTypes": ["m7i-flex.large"]})
        with self.assertRaisesRegex(
            StepFailed, "L-1216C47A must be 4 or more, but is 1.*request-service-quota-increase"
        ):
            Prerequisites(self.smoke(aws)).vcpu_quota()

    def test_a_type_of_another_architecture_is_refused(self):
        aws = StubbedAws(self)
        aws.answers("service-quotas", "get_service_quota", {"Quota": {"Value": 32.0}})
        aws.answers("ec2", "describe_instance_types", of_type("arm64"))
        with self.assertRaisesRegex(StepFailed, "must be of the architecture x86_64, but is arm64"):
            Prerequisites(self.smoke(aws)).vcpu_quota()

    def test_a_region_whose_vpcs_are_used_up_is_refused_by_the_default_quota_too(self):
        aws = StubbedAws(self)
        aws.answers("ec2", "describe_vpcs", {"Vpcs": [{"VpcId": f"vpc-{number}"} for number in range(5)]})
        aws.refuses("service-quotas", "get_service_quota", "NoSuchResourceException")
        aws.answers("service-quotas", "get_aws_default_service_quota", {"Quota": {"Value": 5.0}})
        with self.assertRaisesRegex(StepFailed, "must have room for a VPC, but has 5 of 5"):
            Prerequisites(self.smoke(aws)).vpc_quota()

    def test_zones_without_the_instance_type_are_left_out(self):
        aws = StubbedAws(self)
        offers = [
            {"Location": zone, "InstanceType": "m7i-flex.large"} for zone in ("us-east-1b", "us-east-1c")
        ]
        aws.answers("ec2", "describe_instance_type_offerings", {"InstanceTypeOfferings": offers})
        zones = [{"ZoneName": f"us-east-1{letter}", "ZoneType": "availability-zone"} for letter in "abc"]
        aws.answers("ec2", "describe_availability_zones", {"AvailabilityZones": zones})
        smoke = self.smoke(aws)
        Prerequisites(smoke).instance_types()
        self.assertEqual(smoke.settings, {"ec2_zone_names": "us-east-1b,us-east-1c"})

    def test_a_region_that_is_not_bootstrapped_is_named_with_the_command(self):
        aws = StubbedAws(self)
        aws.refuses("ssm", "get_parameter", "ParameterNotFound")
        with self.assertRaisesRegex(
            StepFailed,
            "us-east-1 is not bootstrapped for CDK. Run 'cdk bootstrap', or start again with --bootstrap",
        ):
            Prerequisites(self.smoke(aws)).bootstrap()

    def test_bootstrapping_is_only_noted_before_the_question(self):
        aws = StubbedAws(self)
        aws.refuses("ssm", "get_parameter", "ParameterNotFound")
        smoke = self.smoke(aws, bootstrap=True)
        Prerequisites(smoke).bootstrap()
        self.assertTrue(smoke.must_bootstrap)
        self.assertEqual(smoke.commands.count, 0)

    def test_the_first_step_after_the_question_bootstraps_the_region(self):
        aws = StubbedAws(self)
        smoke = self.smoke(aws)
        step = deployment.Deployment(smoke, self.folder).steps()[0]
        step.run()
        self.assertEqual(smoke.commands.count, 0)

        aws.answers("sts", "get_caller_identity", {"Account": "123456789012"})
        aws.answers("ssm", "get_parameter", {"Parameter": {"Value": "21"}})
        smoke.must_bootstrap = True
        ran = []
        smoke.commands.run = lambda *command, **_: ran.append(command)
        step.run()
        self.assertEqual(ran, [("cdk", "bootstrap", "aws://123456789012/us-east-1")])

    def test_a_refused_request_is_told_from_another_error(self):
        aws = StubbedAws(self)
        for code, expected in (("AccessDenied", "refused"), ("NoSuchKey", "NoSuchKey")):
            aws.refuses("s3", "get_object", code)
            self.assertEqual(
                privileges.outcome(lambda: aws.client("s3").get_object(Bucket="b", Key="k")), expected
            )
        aws.answers("s3", "get_object", {})
        self.assertEqual(
            privileges.outcome(lambda: aws.client("s3").get_object(Bucket="b", Key="k")), "allowed"
        )

    def test_requests_are_recorded_with_their_ids_and_errors(self):
        aws = StubbedAws(self)
        aws.record = (calls := []).append
        response = type("Response", (), {"status_code": 403})
        parsed = {"ResponseMetadata": {"RequestId": "r1"}, "Error": {"Code": "AccessDenied", "Message": "no"}}
        model = aws.client("s3").meta.service_model.operation_model("GetObject")
        aws._answered(response, parsed, model)
        self.assertEqual(
            calls,
            [
                {
                    "service": "s3",
                    "operation": "GetObject",
                    "status": 403,
                    "id": "r1",
                    "error": "AccessDenied: no",
                }
            ],
        )


if __name__ == "__main__":
    unittest.main()
