using System.Text.Json;
using BenchmarkDotNet.Attributes;
using JusInfer.Benchmarks.Requests;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Benchmarks;

/// <summary>Reads all tokens of a request body, with the framework's reader and with the gateway's.</summary>
public class JsonReaders
{
    private byte[] body = [];

    [Params("chat, 2 KB", "agent, 60 KB")]
    public string Request { get; set; } = "";

    [GlobalSetup]
    public void SetUp() => body = AgentConversationAsChat.Of(Request.StartsWith("chat", StringComparison.Ordinal) ? AgentConversation.Short : AgentConversation.Long);

    [Benchmark(Baseline = true, Description = "Utf8JsonReader")]
    public int Framework()
    {
        var json = new Utf8JsonReader(body);
        var tokens = 0;
        while (json.Read()) tokens++;
        return tokens;
    }

    [Benchmark(Description = "JsonCursor")]
    public int Cursor()
    {
        var json = new JsonCursor(body);
        var tokens = 0;
        while (json.Read()) tokens++;
        return tokens;
    }
}
