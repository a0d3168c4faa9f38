using BenchmarkDotNet.Attributes;
using JusInfer.Benchmarks.Requests;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;

namespace JusInfer.Benchmarks;

/// <summary>The changes of a passed request for its endpoint, with the checks of the endpoint's rules.</summary>
public class RequestPatching : IDisposable
{
    private BenchmarkGateway gateway = null!;
    private IUpstreamDialect dialect = null!;
    private Call call = null!;
    private UpstreamAddress address = null!;

    [GlobalSetup]
    public void SetUp()
    {
        gateway = new BenchmarkGateway();
        dialect = gateway.Upstream(ChatDialect.Id);
        call = BenchmarkCall.Of(gateway.Client(ChatDialect.Id), AgentConversationAsChat.Of(AgentConversation.Short), ChatDialect.Id);
        address = UpstreamAddress.From(call.Target.Endpoint);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        gateway.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "patch of a chat request, 2 KB")]
    public int TwoKilobytes() => dialect.Patch(call, address).Length;
}
