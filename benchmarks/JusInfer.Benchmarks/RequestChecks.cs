using System.Text;
using BenchmarkDotNet.Attributes;
using JusInfer.Benchmarks.Requests;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;

namespace JusInfer.Benchmarks;

/// <summary>
/// What bounds the provider's invoice in a chat request of 2 KB: that each field appears once, and the most that the call can cost. The
/// goal is below 1 us for both, without allocations besides the hold itself.
/// </summary>
public class RequestChecks
{
    private static readonly byte[] Body = AgentConversationAsChat.Of(AgentConversation.Short);
    private static readonly DateOnly Day = new(2026, 11, 20);

    private readonly byte[][] names =
    [
        .. new[]
        {
            "model", "messages", "tools", "tool_choice", "parallel_tool_calls", "temperature", "max_tokens", "stream",
            "stream_options", "user",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private readonly CallRequest request = ChatRequestReader.Read(Body).Value;
    private RoutePlan plan = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var model = BenchmarkCall.Catalog.Models[0] with
        {
            Prices = new PriceBook
            {
                Versions =
                [
                    new Price
                    {
                        From = Day,
                        InputPerMillion = NanoUsd.FromUsd(3),
                        CacheReadPerMillion = NanoUsd.FromUsd(0.3m),
                        CacheWrite5mPerMillion = NanoUsd.FromUsd(3.75m),
                        CacheWrite1hPerMillion = NanoUsd.FromUsd(6),
                        OutputPerMillion = NanoUsd.FromUsd(15),
                    },
                ],
            },
        };
        plan = new RoutePlan([new RouteTarget(model, model.Endpoints[0])], "pinned");
    }

    [Benchmark(Description = "ten fields, each once")]
    public bool Fields()
    {
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        foreach (var name in names) fields.Add(name);
        return true;
    }

    [Benchmark(Description = "worst case, 2 KB")]
    public long WorstCase() => WorstCaseCost.Create(plan, request, Body, Day, expectedOutput: 500).MaxOutputTokens;
}
