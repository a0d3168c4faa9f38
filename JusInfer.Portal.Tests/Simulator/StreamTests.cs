using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator;

namespace JusInfer.Portal.Tests.Simulator;

public sealed class StreamTests : IDisposable
{
    private const string TextSchema = """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""";

    private readonly SimulatedUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Fact]
    [Trait("Promise", "P-18")]
    public async Task A_stream_has_the_text_of_the_answer_without_streaming()
    {
        var answer = await upstream.CompleteAsync(ChatRequests.Ask("Tell me about Tōkyō, 😀 and more"));
        var chunks = await upstream.StreamAsync(ChatRequests.Ask("Tell me about Tōkyō, 😀 and more"));

        string.Concat(chunks.Select(Content)).ShouldBe(answer.Text());
        chunks.Count(chunk => Content(chunk).Length > 0).ShouldBeGreaterThan(10);
        chunks[0]["choices"]![0]!["delta"]!["role"]!.GetValue<string>().ShouldBe("assistant");
        Content(chunks[0]).ShouldBeEmpty();
        chunks[^1]["choices"]![0]!["finish_reason"]!.GetValue<string>().ShouldBe("stop");
        chunks.SkipLast(1).ShouldAllBe(chunk => chunk["choices"]![0]!["finish_reason"] == null);
    }

    [Fact]
    public async Task All_chunks_have_the_same_id_and_none_has_an_error()
    {
        var chunks = await upstream.StreamAsync(ChatRequests.Ask("hello"));

        chunks.Select(chunk => (chunk["id"]!.GetValue<string>(), chunk["created"]!.GetValue<long>(), chunk["model"]!.GetValue<string>())).Distinct().Count().ShouldBe(1);
        chunks.ShouldAllBe(chunk => chunk["object"]!.GetValue<string>() == "chat.completion.chunk" && !chunk.ContainsKey("error"));
        chunks.ShouldAllBe(chunk => chunk["choices"]!.AsArray().Count == 1 && !chunk.ContainsKey("usage"));
    }

    [Fact]
    public async Task Requested_usage_is_in_the_last_chunk_and_equals_that_of_the_answer_without_streaming()
    {
        var answer = await upstream.CompleteAsync(ChatRequests.Ask("hello"));
        var chunks = await upstream.StreamAsync(ChatRequests.Ask("hello").With("stream_options", new JsonObject { ["include_usage"] = true }));

        chunks[^1]["choices"]!.AsArray().ShouldBeEmpty();
        chunks[^1]["usage"]!.ToJsonString().ShouldBe(answer["usage"]!.ToJsonString());
        chunks.SkipLast(1).ShouldAllBe(chunk => chunk.ContainsKey("usage") && chunk["usage"] == null);
    }

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task A_tool_call_is_streamed_as_its_name_followed_by_argument_fragments()
    {
        var request = ChatRequests.Ask("Use `note` with `{\"text\":\"a text that takes more than one fragment: 😀😀😀😀😀😀\"}`").WithTools(ChatRequests.Tool("note", "", TextSchema));
        var answer = await upstream.CompleteAsync(request.DeepClone().AsObject());
        var deltas = (await upstream.StreamAsync(request.DeepClone().AsObject()))
            .Select(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?[0]).OfType<JsonNode>().ToList();

        deltas.ShouldAllBe(delta => delta["index"]!.GetValue<int>() == 0 && delta["function"]!["arguments"] != null);
        deltas[0]["type"]!.GetValue<string>().ShouldBe("function");
        deltas[0]["id"]!.GetValue<string>().ShouldStartWith("call_sim_");
        deltas[0]["function"]!["name"]!.GetValue<string>().ShouldBe("note");
        deltas[0]["function"]!["arguments"]!.GetValue<string>().ShouldBeEmpty();
        deltas.Skip(1).ShouldAllBe(delta => delta["id"] == null && delta["function"]!["name"] == null);
        deltas.Count.ShouldBeGreaterThan(3);
        string.Concat(deltas.Select(delta => delta["function"]!["arguments"]!.GetValue<string>())).ShouldBe(answer.Calls()[0].Arguments);
    }

    [Fact]
    public async Task Parallel_tool_calls_have_indices_of_their_own_and_the_stream_ends_with_tool_calls()
    {
        var chunks = await upstream.StreamAsync(ChatRequests
            .Ask("Use `read_file` on `/tmp/a.txt` and `note` with `{\"text\":\"b\"}`")
            .WithTools(ChatRequests.Tool("note", "", TextSchema), ChatRequests.Tool("read_file")));

        chunks.Select(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?[0]?["index"]?.GetValue<int>()).OfType<int>().Distinct().ShouldBe([0, 1]);
        chunks[^1]["choices"]![0]!["finish_reason"]!.GetValue<string>().ShouldBe("tool_calls");
    }

    [Fact]
    public async Task Several_choices_are_interleaved()
    {
        using var paced = new SimulatedUpstream();
        var answer = await paced.CompleteAsync(ChatRequests.Ask("hello").With("n", 2));
        var chunks = await paced.StreamAsync(ChatRequests.Ask("hello").With("n", 2));

        foreach (var index in new[] { 0, 1 })
        {
            var own = chunks.Where(chunk => chunk["choices"]![0]!["index"]!.GetValue<int>() == index).ToList();
            string.Concat(own.Select(Content)).ShouldBe(answer["choices"]![index]!["message"]!["content"]!.GetValue<string>());
            own[^1]["choices"]![0]!["finish_reason"]!.GetValue<string>().ShouldBe("stop");
        }
    }

    [Fact]
    public async Task Content_arrives_with_the_configured_delays()
    {
        using var paced = new SimulatedUpstream(new SimulatorOptions { FirstTokenDelay = TimeSpan.FromMilliseconds(150), TokenDelay = TimeSpan.FromMilliseconds(20) });
        using var response = await paced.SendAsync(ChatRequests.Ask("hello").With("stream", true).ToJsonString());
        var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[4096];

        (await ReadAsync()).ShouldContain("\"role\":\"assistant\"");
        var first = ReadAsync();
        paced.Clock.Advance(TimeSpan.FromMilliseconds(149));
        first.IsCompleted.ShouldBeFalse();
        paced.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await first).ShouldContain("[simulated]");
        var second = ReadAsync();
        paced.Clock.Advance(TimeSpan.FromMilliseconds(19));
        second.IsCompleted.ShouldBeFalse();
        paced.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await second).ShouldContain("\"content\"");

        async Task<string> ReadAsync() => System.Text.Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
    }

    [Fact]
    public async Task An_answer_without_streaming_takes_as_long_as_the_stream()
    {
        using var paced = new SimulatedUpstream(new SimulatorOptions { FirstTokenDelay = TimeSpan.FromMilliseconds(150), TokenDelay = TimeSpan.FromMilliseconds(20) });
        var pieces = (await upstream.StreamAsync(ChatRequests.Ask("hello"))).Count(chunk => Content(chunk).Length > 0);

        var answer = paced.SendAsync(ChatRequests.Ask("hello").ToJsonString());
        paced.Clock.Advance(TimeSpan.FromMilliseconds(150 + (20 * (pieces - 1)) - 1));
        answer.IsCompleted.ShouldBeFalse();
        paced.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await answer).Dispose();
    }

    [Fact]
    public async Task A_read_into_an_empty_buffer_waits_for_the_next_event_without_consuming_it()
    {
        using var response = await upstream.SendAsync(ChatRequests.Ask("hello").With("stream", true).ToJsonString());
        var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        (await stream.ReadAsync(Memory<byte>.Empty, TestContext.Current.CancellationToken)).ShouldBe(0);
        var byByte = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, TestContext.Current.CancellationToken) == 1) byByte.Add(one[0]);
        System.Text.Encoding.UTF8.GetString([.. byByte]).ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task Canceling_a_read_ends_the_wait_for_the_next_event()
    {
        using var paced = new SimulatedUpstream(SimulatedUpstream.WithoutDelays with { FirstTokenDelay = TimeSpan.FromSeconds(10) });
        using var response = await paced.SendAsync(ChatRequests.Ask("hello").With("stream", true).ToJsonString());
        var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        var buffer = new byte[4096];
        (await stream.ReadAsync(buffer, cancellation.Token)).ShouldBeGreaterThan(0);

        var read = stream.ReadAsync(buffer, cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(read);
    }

    [Fact]
    public async Task Canceling_a_call_ends_the_wait_for_the_answer()
    {
        using var paced = new SimulatedUpstream(SimulatedUpstream.WithoutDelays with { FirstTokenDelay = TimeSpan.FromSeconds(10) });
        using var cancellation = new CancellationTokenSource();

        var answer = paced.SendAsync(ChatRequests.Ask("hello").ToJsonString(), cancellation.Token);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(answer);
    }

    private static string Content(JsonObject chunk) => chunk["choices"]!.AsArray() is [{ } choice, ..] ? choice["delta"]!["content"]?.GetValue<string>() ?? "" : "";
}
