using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Notifications.Alerts;

public sealed class ProviderOutagesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_provider_is_down_when_all_of_its_endpoints_fail_at_two_checks()
    {
        var outages = new ProviderOutages();
        var report = ReportOf(Endpoint("a", EndpointState.Unavailable), Endpoint("a", EndpointState.Probing), Endpoint("b", EndpointState.Unavailable), Endpoint("b", EndpointState.Available));

        outages.Check(report, Noon).ShouldBeEmpty();
        outages.Check(report, Noon).ShouldBe(["a"]);
        outages.Check(ReportOf(Endpoint("a", EndpointState.Available)), Noon).ShouldBeEmpty();
        outages.Check(report, Noon).ShouldBeEmpty();
    }

    [Fact]
    public void A_provider_that_nobody_calls_is_not_down()
    {
        var outages = new ProviderOutages();
        var report = ReportOf(Endpoint("a", EndpointState.Unavailable));
        outages.Check(report, Noon);

        outages.Check(report, Noon.AddMinutes(6)).ShouldBeEmpty();
    }

    private static HealthReport ReportOf(params EndpointStatus[] endpoints) => new() { Providers = [], Endpoints = [.. endpoints], RemainingRetries = 0, Resumptions = [] };

    private static EndpointStatus Endpoint(string provider, EndpointState state) => new()
    {
        Model = Guid.NewGuid().ToString(),
        Provider = provider,
        State = state,
        LastFailure = new FailureStatus(AttemptOutcome.Failed, 500, Message: null, Noon.AddSeconds(-30)),
    };
}
