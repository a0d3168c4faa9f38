using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

/// <summary>Signed reasoning that a client drops is restored in the same conversation only.</summary>
public sealed class ReasoningCacheTests : IDisposable
{
    private static readonly ReasoningMaker Maker = new("anthropic", "claude-sonnet-4-5");

    private readonly ManualTime time = new();
    private readonly ReasoningCache memory;
    private readonly TeamId team = TeamId.New(DateTimeOffset.UnixEpoch);

    public ReasoningCacheTests() => memory = new ReasoningCache(time);

    public void Dispose() => memory.Dispose();

    [Fact]
    public async Task Unsigned_reasoning_gives_way_to_signed()
    {
        using var small = new ReasoningCache(time, maxBytes: 100_000);
        var text = JsonText.From(new string('r', 900));
        var sealedPart = new Part.Reasoning(text, new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, text));
        Add(small, "signed", sealedPart);
        for (var i = 0; i < 150; i++) Add(small, $"unsigned{i}", new Part.Reasoning(text, Signature: null));

        // Room is made in the background.
        await Eventually.TrueAsync(() =>
        {
            Add(small, "late", sealedPart);
            return small.Find(Fingerprint("late")) is not null;
        });
        small.Find(Fingerprint("signed")).ShouldNotBeNull();
    }

    private ToolCallFingerprint Fingerprint(string id) => ToolCallFingerprint.Create(team, id, "look", "{}");

    private void Add(ReasoningCache cache, string id, Part.Reasoning part) =>
        cache.Add(team, [(Fingerprint(id), null)], new AnswerReasoning([new PlacedReasoning(part, 0, 0)], TextLength: 0, Maker));

    [Fact]
    public void Signed_reasoning_is_restored_before_its_tool_call()
    {
        Answer();

        var turn = Completed(Call("call_1", """{"path":"a.txt"}"""));

        turn.Parts.Length.ShouldBe(2);
        var thought = turn.Parts[0].ShouldBeOfType<Part.Reasoning>();
        thought.Value.Decode().ShouldBe("First \"look\".");
        thought.Signature!.Value.Decode().ShouldBe("c2VhbA==");
        thought.Signature.Maker.ShouldBe(Maker);
    }

    [Theory]
    [InlineData("call_1", """{ "path" : "a.txt" }""")]
    [InlineData("call1", """{"path":"a.txt"}""")]
    public void Signed_reasoning_is_restored_if_the_client_formats_the_call_differently(string id, string arguments)
    {
        Answer();

        Completed(Call(id, arguments)).Parts[0].ShouldBeOfType<Part.Reasoning>();
    }

    [Theory]
    [InlineData("call_2", """{"path":"a.txt"}""")]
    [InlineData("call_1", """{"path":"b.txt"}""")]
    public void Signed_reasoning_is_not_restored_before_another_call(string id, string arguments)
    {
        Answer();

        Completed(Call(id, arguments)).Parts.ShouldHaveSingleItem();
    }

    [Fact]
    public void Signed_reasoning_is_not_restored_for_another_team()
    {
        Answer();

        Completed(Call("call_1", """{"path":"a.txt"}"""), TeamId.New(DateTimeOffset.UnixEpoch)).Parts.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_signature_that_the_client_kept_is_not_replaced()
    {
        Answer();
        var own = new Part.Reasoning(JsonText.From("mine"), new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, JsonText.From("bWluZQ==")));

        var turn = Completed(own, Call("call_1", """{"path":"a.txt"}"""));

        turn.Parts.OfType<Part.Reasoning>().ShouldHaveSingleItem().ShouldBe(own);
    }

    [Fact]
    public void Reasoning_that_the_client_kept_without_its_signature_is_not_duplicated()
    {
        Answer();

        var turn = Completed(new Part.Reasoning(JsonText.From("First"), null), Call("call_1", """{"path":"a.txt"}"""));

        turn.Parts.OfType<Part.Reasoning>().ShouldHaveSingleItem().Signature.ShouldNotBeNull();
    }

    [Fact]
    public void The_signature_of_a_tool_call_is_restored()
    {
        var sink = new ReasoningCachingSink(NullSink.Instance, memory, origins: null, team, Maker);
        sink.ToolCall(0, new ToolCallHead("call_1", "read") { Extra = """{"google":{"thought_signature":"abc"}}"""u8.ToArray() });
        sink.Arguments(0, "{\\\"path\\\":"u8);
        sink.Arguments(0, "\\\"a.txt\\\"}"u8);
        sink.Finish(FinishReason.ToolCalls);

        var call = Completed(Call("call_1", """{"path":"a.txt"}""")).Parts.ShouldHaveSingleItem().ShouldBeOfType<Part.ToolCall>();

        call.Extra!.Value.GetProperty("google").GetProperty("thought_signature").GetString().ShouldBe("abc");
        call.ExtraMaker.ShouldBe(Maker);
    }

    [Fact]
    public void Signed_reasoning_expires_after_two_hours_without_use()
    {
        Answer();
        time.Advance(TimeSpan.FromMinutes(121));

        Completed(Call("call_1", """{"path":"a.txt"}""")).Parts.ShouldHaveSingleItem();
    }

    [Fact]
    public void An_answer_without_signatures_is_not_cached()
    {
        var sink = new ReasoningCachingSink(NullSink.Instance, memory, origins: null, team, Maker);
        sink.Reasoning("thinking aloud"u8);
        sink.ToolCall(0, new ToolCallHead("call_1", "read"));
        sink.Arguments(0, "{}"u8);
        sink.Finish(FinishReason.ToolCalls);

        Completed(Call("call_1", "{}")).Parts.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(1024 * 1024, true)]
    [InlineData(1024 * 1024 + 1, false)]
    public void Reasoning_that_is_too_long_is_not_cached_at_all(int length, bool isKept)
    {
        Answer("Before. ", new string('x', length - 3), "x", "xx");

        var thoughts = Completed(Call("call_1", """{"path":"a.txt"}""")).Parts.OfType<Part.Reasoning>();

        thoughts.Sum(static thought => thought.Value.Escaped.Length).ShouldBe(isKept ? length + "Before. ".Length : 0);
        thoughts.Count().ShouldBe(isKept ? 2 : 0);
    }

    /// <summary>Reports signed reasoning and a tool call.</summary>
    private void Answer()
    {
        var sink = new ReasoningCachingSink(NullSink.Instance, memory, origins: null, team, Maker);
        sink.Reasoning("First "u8);
        sink.Reasoning("\\\"look\\\"."u8);
        sink.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, JsonText.From("c2VhbA==")));
        sink.ToolCall(0, new ToolCallHead("call_1", "read"));
        sink.Arguments(0, "{\\\"path\\\":\\\"a.txt\\\"}"u8);
        sink.Finish(FinishReason.ToolCalls);
    }

    /// <summary>The same with a short thought before one in pieces.</summary>
    private void Answer(string before, params string[] pieces)
    {
        var sink = new ReasoningCachingSink(NullSink.Instance, memory, origins: null, team, Maker);
        sink.Reasoning(Encoding.UTF8.GetBytes(before));
        sink.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, JsonText.From("c2VhbA==")));
        foreach (var piece in pieces) sink.Reasoning(Encoding.UTF8.GetBytes(piece));
        sink.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, JsonText.From("c2VhbA==")));
        sink.ToolCall(0, new ToolCallHead("call_1", "read"));
        sink.Arguments(0, "{\\\"path\\\":\\\"a.txt\\\"}"u8);
        sink.Finish(FinishReason.ToolCalls);
    }

    private static Part.ToolCall Call(string id, string arguments) => new(id, "read", ToolArguments.From(JsonText.From(arguments)));

    private Turn Completed(params Part[] parts) => Completed(parts, team);

    private Turn Completed(Part part, TeamId asking) => Completed([part], asking);

    private Turn Completed(Part[] parts, TeamId asking)
    {
        var conversation = new Conversation
        {
            Source = JsonDocument.Parse("{}"),
            Turns = [new Turn(TurnRole.User, [], "messages[0]"), new Turn(TurnRole.Assistant, [.. parts], "messages[1]")],
        };
        return new ReasoningRestorer(memory, new ReasoningSeals(new ProtectedPayloads(new EphemeralDataProtectionProvider())), new SignatureOrigins()).Restore(conversation, asking).Turns[1];
    }
}
