using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>
/// Tests every capability with every pair of client dialect and upstream dialect, streamed and unstreamed, over sockets. Compares the
/// results with <c>docs/CONFORMANCE.md</c>; a run with <c>JUSINFER_WRITE_CONFORMANCE=1</c> writes that page.
/// </summary>
[Slow]
public sealed class ConformanceTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Omitted = "omitted";

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task Every_capability_works_between_all_dialects_except_where_the_page_says_otherwise()
    {
        var matrix = new Matrix([.. DialectHost.ClientDialects.Select(static dialect => dialect.Name)], [.. DialectHost.Dialects.Select(static dialect => dialect.Name)]);
        var deviations = new List<string>();
        foreach (var capability in Capabilities.All.Concat(EndpointRuleCapabilities.All))
        {
            foreach (var client in DialectHost.ClientDialects)
            {
                foreach (var upstream in DialectHost.Dialects)
                {
                    var gap = capability.Gaps.FirstOrDefault(gap => gap.Covers(client.Name, upstream.Name));
                    if (gap?.Kind != GapKind.NotExpressible) deviations.AddRange(await FindDeviationsAsync(capability, client, upstream, gap));
                    matrix.Add(capability, client.Name, upstream.Name, gap);
                }
            }
        }

        deviations.ShouldBeEmpty();
        matrix.ShouldMatch(Repository.PathOf("docs", "CONFORMANCE.md"));
    }

    private async Task<IReadOnlyList<string>> FindDeviationsAsync(Capability capability, ITestClientDialect client, ITestDialect upstream, Gap? gap)
    {
        var deviations = new List<string>();
        foreach (var streamed in capability.StreamsOnly ? (bool[])[true] : [true, false])
        {
            var what = $"{capability.Name}, {client.Name} to {upstream.Name}, {(streamed ? "streamed" : "whole")}";
            try
            {
                var deviation = await TryAsync(capability, client, upstream, streamed, gap);
                if (deviation != (gap?.Kind switch { null => "", GapKind.Rejected => "rejected", _ => Omitted })) deviations.Add($"{what}: {(deviation.Length == 0 ? "unexpectedly supported" : deviation)}");
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                deviations.Add($"{what}: {error.GetType().Name} {error.Message.ReplaceLineEndings(" ")}");
            }
        }

        return deviations;
    }

    /// <returns>Empty if the request and the answer arrived completely; otherwise a description of the deviation.</returns>
    private async Task<string> TryAsync(Capability capability, ITestClientDialect client, ITestDialect upstream, bool streamed, Gap? gap)
    {
        var (provider, answer) = (host[upstream], await CapabilityCall.AskAsync(host, capability, client, upstream, streamed));
        if (answer.Status == 400 && answer.Body.Contains("UNSUPPORTED", StringComparison.Ordinal)) return "rejected";
        if (answer.Status != 200) return $"{answer.Status} {answer.Body}";
        if (!capability.IsInRequest(capability.Request, upstream.ReadRequest(provider.LastRequest.Json))) return gap is null ? $"not in the request: {provider.LastRequest.Text}" : Omitted;
        if (!capability.KeepsRule(provider.LastRequest.Json)) return $"the rule is not kept: {provider.LastRequest.Text}";
        if (!capability.IsInAnswer(capability.Answer, client.ReadResponse(answer, streamed))) return gap is null ? $"not in the answer: {answer.Body}" : Omitted;
        return "";
    }
}
