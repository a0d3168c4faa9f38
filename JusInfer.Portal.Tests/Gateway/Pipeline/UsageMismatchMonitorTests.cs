using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.Gateway.Pipeline;

public sealed class UsageMismatchMonitorTests : IDisposable
{
    private static readonly UsageMismatch Mismatch = new("total_tokens", 120, 115);

    private readonly ManualTime time = new();
    private readonly IsolatedMeters meters = new();
    private readonly LogCapture logs = new();
    private readonly ILoggerFactory loggers;
    private readonly UsageMismatchMonitor monitor;

    public UsageMismatchMonitorTests()
    {
        loggers = LoggerFactory.Create(logging => logging.AddProvider(logs));
        monitor = new UsageMismatchMonitor(meters, time, loggers.CreateLogger<UsageMismatchMonitor>());
    }

    [Fact]
    public void Every_mismatch_is_counted_and_one_per_endpoint_and_hour_is_logged()
    {
        for (var i = 0; i < 3; i++) monitor.Report(EndpointOf("a"), RequestId.New(time.GetUtcNow()), Mismatch);
        monitor.Report(EndpointOf("b"), RequestId.New(time.GetUtcNow()), Mismatch);
        time.Advance(TimeSpan.FromHours(1));
        monitor.Report(EndpointOf("a"), RequestId.New(time.GetUtcNow()), Mismatch);

        meters.Counted.Count(line => line == "JusInfer.Gateway jusinfer.usage_mismatches provider=provider model=a").ShouldBe(4);
        var lines = logs.Lines.Where(line => line.Contains(" Warning ", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(3);
        lines[0].ShouldContain("provider reports total_tokens 115 for a, and the gateway counts 120");
    }

    public void Dispose()
    {
        meters.Dispose();
        loggers.Dispose();
    }

    private static ModelEndpoint EndpointOf(string model) => new() { Provider = TestCalls.Provider("http://127.0.0.1/v1"), Model = model };
}
