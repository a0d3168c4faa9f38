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
    public async Task A_stream_says_what_the_whole_answer_says()
    {
        var whole = await upstream.AskAsync(Talk.Say("Tell me about Tōkyō, 😀 and more"));
        var chunks = await upstream.StreamAsync(Talk.Say("Tell me about Tōkyō, 😀 and more"));

        string.Concat(chunks.Select(Content)).ShouldBe(whole.Text());
        chunks.Count(chunk => Content(chunk).Length > 0).ShouldBeGreaterThan(10);
        chunks[0]["choices"]![0]!["delta"]!["role"]!.GetValue<string>().ShouldBe("assistant");
        Content(chunks[0]).ShouldBeEmpty();
        chunks[^1]["choices"]![0]!["finish_reason"]!.GetValue<string>().ShouldBe("stop");
        chunks.SkipLast(1).ShouldAllBe(chunk => chunk["choices"]![0]!["finish_reason"] == null);
    }

    [Fact]
    public async Task A_stream_has_one_identity_and_never_a_key_named_error()
    {
        var chunks = await upstream.StreamAsync(Talk.Say("hello"));

        chunks.Select(chunk => (chunk["id"]!.GetValue<string>(), chunk["created"]!.GetValue<long>(), chunk["model"]!.GetValue<string>())).Distinct().Count().ShouldBe(1);
        chunks.ShouldAllBe(chunk => chunk["object"]!.GetValue<string>() == "chat.completion.chunk" && !chunk.ContainsKey("error"));
        chunks.ShouldAllBe(chunk => chunk["choices"]!.AsArray().Count == 1 && !chunk.ContainsKey("usage"));
    }

    [Fact]
    public async Task Usage_comes_last_where_asked_for_and_is_that_of_the_whole_answer()
    {
        var whole = await upstream.AskAsync(Talk.Say("hello"));
        var chunks = await upstream.StreamAsync(Talk.Say("hello").With("stream_options", new JsonObject { ["include_usage"] = true }));

        chunks[^1]["choices"]!.AsArray().ShouldBeEmpty();
        chunks[^1]["usage"]!.ToJsonString().ShouldBe(whole["usage"]!.ToJsonString());
        chunks.SkipLast(1).ShouldAllBe(chunk => chunk.ContainsKey("usage") && chunk["usage"] == null);
    }

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task A_call_is_streamed_name_first_then_its_arguments_in_fragments()
    {
        var request = Talk.Say("Use `note` with `{\"text\":\"a text that takes more than one fragment: 😀😀😀😀😀😀\"}`").Offering(Talk.Tool("note", "", TextSchema));
        var whole = await upstream.AskAsync(request.DeepClone().AsObject());
        var deltas = (await upstream.StreamAsync(request.DeepClone().AsObject()))
            .Select(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?[0]).OfType<JsonNode>().ToList();

        deltas.ShouldAllBe(delta => delta["index"]!.GetValue<int>() == 0 && delta["function"]!["arguments"] != null);
        deltas[0]["type"]!.GetValue<string>().ShouldBe("function");
        deltas[0]["id"]!.GetValue<string>().ShouldStartWith("call_sim_");
        deltas[0]["function"]!["name"]!.GetValue<string>().ShouldBe("note");
        deltas[0]["function"]!["arguments"]!.GetValue<string>().ShouldBeEmpty();
        deltas.Skip(1).ShouldAllBe(delta => delta["id"] == null && delta["function"]!["name"] == null);
        deltas.Count.ShouldBeGreaterThan(3);
        string.Concat(deltas.Select(delta => delta["function"]!["arguments"]!.GetValue<string>())).ShouldBe(whole.Calls()[0].Arguments);
    }

    [Fact]
    public async Task Calls_at_once_have_their_own_indices_and_the_stream_ends_with_tool_calls()
    {
        var chunks = await upstream.StreamAsync(Talk
            .Say("Use `read_file` on `/tmp/a.txt` and `note` with `{\"text\":\"b\"}`")
            .Offering(Talk.Tool("note", "", TextSchema), Talk.Tool("read_file")));

        chunks.Select(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?[0]?["index"]?.GetValue<int>()).OfType<int>().Distinct().ShouldBe([0, 1]);
        chunks[^1]["choices"]![0]!["finish_reason"]!.GetValue<string>().ShouldBe("tool_calls");
    }

    [Fact]
    public async Task Several_choices_run_side_by_side()
    {
        using var paced = new SimulatedUpstream();
        var whole = await paced.AskAsync(Talk.Say("hello").With("n", 2));
        var chunks = await paced.StreamAsync(Talk.Say("hello").With("n", 2));

        foreach (var index in new[] { 0, 1 })
        {
            var own = chunks.Where(chunk => chunk["choices"]![0]!["index"]!.GetValue<int>() == index).ToList();
            string.Concat(own.Select(Content)).ShouldBe(whole["choices"]![index]!["message"]!["content"]!.GetValue<string>());
            own[^1]["choices"]![0]!["finish_reason"]!.GetValue<string>().ShouldBe("stop");
        }
    }

    [Fact]
    public async Task Content_comes_at_the_pace_of_the_clock()
    {
        using var paced = new SimulatedUpstream(new SimulatorOptions { FirstTokenDelay = TimeSpan.FromMilliseconds(150), TokenDelay = TimeSpan.FromMilliseconds(20) });
        using var response = await paced.SendAsync(Talk.Say("hello").With("stream", true).ToJsonString());
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
    public async Task A_whole_answer_takes_as_long_as_its_stream()
    {
        using var paced = new SimulatedUpstream(new SimulatorOptions { FirstTokenDelay = TimeSpan.FromMilliseconds(150), TokenDelay = TimeSpan.FromMilliseconds(20) });
        var pieces = (await upstream.StreamAsync(Talk.Say("hello"))).Count(chunk => Content(chunk).Length > 0);

        var answer = paced.SendAsync(Talk.Say("hello").ToJsonString());
        paced.Clock.Advance(TimeSpan.FromMilliseconds(150 + (20 * (pieces - 1)) - 1));
        answer.IsCompleted.ShouldBeFalse();
        paced.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await answer).Dispose();
    }

    [Fact]
    public async Task An_empty_read_waits_for_the_next_event_and_leaves_it()
    {
        using var response = await upstream.SendAsync(Talk.Say("hello").With("stream", true).ToJsonString());
        var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        (await stream.ReadAsync(Memory<byte>.Empty, TestContext.Current.CancellationToken)).ShouldBe(0);
        var byByte = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, TestContext.Current.CancellationToken) == 1) byByte.Add(one[0]);
        System.Text.Encoding.UTF8.GetString([.. byByte]).ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task Cancelling_a_read_ends_the_wait_in_mid_stream()
    {
        using var paced = new SimulatedUpstream(SimulatedUpstream.AtOnce with { FirstTokenDelay = TimeSpan.FromSeconds(10) });
        using var response = await paced.SendAsync(Talk.Say("hello").With("stream", true).ToJsonString());
        var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var gone = new CancellationTokenSource();
        var buffer = new byte[4096];
        (await stream.ReadAsync(buffer, gone.Token)).ShouldBeGreaterThan(0);

        var read = stream.ReadAsync(buffer, gone.Token).AsTask();
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(read);
    }

    [Fact]
    public async Task Cancelling_a_call_ends_the_wait_for_a_whole_answer()
    {
        using var paced = new SimulatedUpstream(SimulatedUpstream.AtOnce with { FirstTokenDelay = TimeSpan.FromSeconds(10) });
        using var gone = new CancellationTokenSource();

        var answer = paced.SendAsync(Talk.Say("hello").ToJsonString(), gone.Token);
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(answer);
    }

    private static string Content(JsonObject chunk) => chunk["choices"]!.AsArray() is [{ } choice, ..] ? choice["delta"]!["content"]?.GetValue<string>() ?? "" : "";
}
