using BenchmarkDotNet.Attributes;
using JusInfer.Benchmarks.Requests;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

namespace JusInfer.Benchmarks;

/// <summary>The single pass over a request's bytes in every call.</summary>
public class RequestReading
{
    private static readonly byte[] Chat = AgentConversationAsChat.Of(AgentConversation.Short);
    private static readonly byte[] Agent = AgentConversationAsChat.Of(AgentConversation.Long);

    [Benchmark(Description = "chat request, 2 KB")]
    public bool TwoKilobytes() => ChatRequestReader.Read(Chat).Error is null;

    [Benchmark(Description = "chat request of an agent, 60 KB")]
    public bool SixtyKilobytes() => ChatRequestReader.Read(Agent).Error is null;
}
