using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>Stream resumption can be tried without a provider: the simulator continues the answer that it would have given.</summary>
public sealed class ContinuationTests : IDisposable
{
    private const string Schema = """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}""";

    private readonly SimulatedUpstream upstream = new();

    public static TheoryData<string> Requests => ["text", "exact reply", "call", "json", "schema"];

    public void Dispose() => upstream.Dispose();

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_answer_interrupted_anywhere_is_continued_with_its_quoted_end_and_the_rest(string kind)
    {
        var (request, format) = Of(kind);
        var complete = await upstream.CompleteAsync(request);
        var text = complete.Text();
        for (var cut = 1; cut <= text.Length; cut += 1 + (text.Length / 40))
        {
            if (char.IsHighSurrogate(text[cut - 1])) continue;
            var start = text[..cut];
            var rest = await upstream.CompleteAsync(Continuation(request, start, ContinuationPrompt.For(start, format, tool: null).ToString()));

            rest.Text().ShouldBe(ContinuationPrompt.AnchorOf(start) + text[cut..], $"cut at {cut}");
            rest.Calls().Select(static call => (call.Name, call.Arguments)).ShouldBe(complete.Calls().Select(static call => (call.Name, call.Arguments)));
            rest.Finish().ShouldBe(complete.Finish());
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("call")]
    public async Task A_prefilled_answer_is_continued_without_repetition(string kind)
    {
        var (request, _) = Of(kind);
        var complete = await upstream.CompleteAsync(request);
        var start = complete.Text()[..30];

        var rest = await upstream.CompleteAsync(Continuation(request, start));

        rest.Text().ShouldBe(complete.Text()[30..]);
        rest.Calls().Count.ShouldBe(complete.Calls().Count);
    }

    [Fact]
    public async Task An_answer_started_by_another_model_is_followed_by_the_complete_answer()
    {
        const string Start = "As a large language model I";
        var (request, format) = Of("text");
        var complete = await upstream.CompleteAsync(request);

        (await upstream.CompleteAsync(Continuation(request, Start, ContinuationPrompt.For(Start, format, tool: null).ToString()))).Text().ShouldBe($"{Start}\n\n{complete.Text()}");
    }

    [Theory]
    [InlineData("not a schema")]
    [InlineData("[1]")]
    public async Task A_continuation_prompt_with_an_invalid_schema_is_treated_as_user_text(string schema)
    {
        var (request, _) = Of("text");
        var prompt = new ContinuationPrompt("hello") { IsJson = true, Schema = schema };

        (await upstream.CompleteAsync(Continuation(request, "hello", prompt.ToString()))).Text().ShouldContain("You wrote: “Your last message");
    }

    private static (JsonObject Request, OutputFormat Format) Of(string kind) => kind switch
    {
        "exact reply" => (ChatRequests.Ask("Reply with exactly: `one 😀 two \"three\"`"), OutputFormat.Text),
        "call" => (ChatRequests.Ask("Call the tool look_up.").WithTools(ChatRequests.Tool("look_up")), OutputFormat.Text),
        "json" => (ChatRequests.Ask("Who? In JSON.").With("response_format", JsonNode.Parse("""{"type":"json_object"}""")), OutputFormat.JsonObject),
        "schema" => (ChatRequests.Ask("Who?").With("response_format", JsonNode.Parse("""{"type":"json_schema","json_schema":{"name":"who","schema":SCHEMA}}""".Replace("SCHEMA", Schema))), new OutputFormat.JsonSchema(JsonElement.Parse(Schema))),
        _ => (ChatRequests.Ask("What is a monad?"), OutputFormat.Text),
    };

    /// <summary>A continuation as the gateway requests it: without the response format, with which a model could only start a new document.</summary>
    private static JsonObject Continuation(JsonObject request, string start, string? prompt = null)
    {
        var next = request.DeepClone().AsObject();
        next.Remove("response_format");
        next["messages"]!.AsArray().Add(ChatRequests.Assistant(start));
        if (prompt is not null) next["messages"]!.AsArray().Add(ChatRequests.User(prompt));
        return next;
    }
}
