using BenchmarkDotNet.Attributes;
using JusInfer.Benchmarks.Requests;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

namespace JusInfer.Benchmarks;

/// <summary>The one pass over a request's bytes that every call makes.</summary>
public class RequestReading
{
    private static readonly byte[] Chat = AgentTalkAsChat.Of(AgentTalk.Short);
    private static readonly byte[] Agent = AgentTalkAsChat.Of(AgentTalk.Long);

    [Benchmark(Description = "chat request, 2 KB")]
    public bool TwoKilobytes() => ChatRequestReader.Read(Chat).Error is null;

    [Benchmark(Description = "chat request of an agent, 60 KB")]
    public bool SixtyKilobytes() => ChatRequestReader.Read(Agent).Error is null;
}
