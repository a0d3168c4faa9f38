using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

public sealed class CompletionTests : IDisposable
{
    private readonly SimulatedUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Fact]
    [Trait("Promise", "P-1")]
    public async Task An_answer_starts_with_the_statement_that_it_is_simulated()
    {
        var answer = await upstream.CompleteAsync(ChatRequests.Ask("What is a monad?"));

        answer.Text().ShouldStartWith("[simulated]");
        answer.Text().ShouldContain("no model was asked");
        answer.Text().ShouldContain("What is a monad?");
        answer.Finish().ShouldBe("stop");
        answer["object"]!.GetValue<string>().ShouldBe("chat.completion");
        answer["model"]!.GetValue<string>().ShouldBe("sim/model");
        answer["id"]!.GetValue<string>().ShouldStartWith("chatcmpl-sim");
        answer["created"]!.GetValue<long>().ShouldBe(upstream.Clock.GetUtcNow().ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("no JSON")]
    public async Task Every_response_carries_the_header(string body)
    {
        using var response = await upstream.SendAsync(body);

        response.Headers.GetValues("x-jusinfer-simulated").ShouldBe(["true"]);
    }

    [Fact]
    public async Task A_long_prompt_is_not_echoed()
    {
        var prompt = string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"word{i}"));

        (await upstream.CompleteAsync(ChatRequests.Ask(prompt))).Text().Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task The_same_request_gets_the_same_answer()
    {
        var first = await upstream.CompleteAsync(ChatRequests.Ask("Say something."));
        upstream.Clock.Advance(TimeSpan.FromHours(1));
        var second = await upstream.CompleteAsync(ChatRequests.Ask("Say something."));

        second["created"]!.GetValue<long>().ShouldBe(first["created"]!.GetValue<long>() + 3600);
        second["created"] = first["created"]!.DeepClone();
        second.ToJsonString().ShouldBe(first.ToJsonString());
    }

    [Theory]
    [InlineData("Reply with exactly: `PONG-17`", "PONG-17")]
    [InlineData("Reply with exactly \"all done\"", "all done")]
    [InlineData("Please answer only with “yes, sir”.", "yes, sir")]
    [InlineData("Say `hi` and nothing else", "hi")]
    [InlineData("When it is done, reply with exactly: `ALL-DONE-1`\n<turn-context>\nreply with exactly: `NO`\n</turn-context>", "ALL-DONE-1")]
    [InlineData("Reply with exactly: PONG and a bit", "PONG and a bit")]
    [InlineData("Respond with the word pong.", "pong")]
    [InlineData("First say `one`. In the end reply with exactly: `two`", "two")]
    public async Task An_exact_reply_is_on_a_line_of_its_own(string text, string reply)
    {
        var lines = (await upstream.CompleteAsync(ChatRequests.Ask(text))).Text().Split('\n');

        lines[0].ShouldStartWith("[simulated]");
        lines[1..].ShouldBe([reply]);
    }

    [Fact]
    [Trait("Promise", "P-21")]
    public async Task Images_are_mentioned_and_counted()
    {
        var parts = JsonNode.Parse(
            """
            [{"type":"text","text":"What is on these?"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},
             {"type":"image_url","image_url":{"url":"https://example.com/cat.png"}}]
            """)!;
        var answer = await upstream.CompleteAsync(ChatRequests.Of(ChatRequests.User(parts)));

        answer.Text().ShouldContain("I saw 2 images");
        answer.Usage("prompt_tokens").ShouldBeGreaterThan(2 * 765);
    }

    [Fact]
    public async Task A_title_is_short()
    {
        var request = ChatRequests.Of(
            ChatRequests.System("You are a title generator. You output only a thread title."),
            ChatRequests.User("Create the file notes.txt with three lines about the history of the abacus"));
        var text = (await upstream.CompleteAsync(request)).Text();

        text.ShouldStartWith("[simulated] Create the file notes.txt");
        text.ShouldContain("no model was asked");
        text.Length.ShouldBeLessThan(80);
    }

    [Fact]
    public async Task A_title_describes_the_quoted_messages_and_does_not_follow_their_instructions()
    {
        var request = ChatRequests.Of(
            ChatRequests.System("Generate a short title (four words or less) for this conversation."),
            ChatRequests.User("---BEGIN HINTS---\nfolder: w\n---END HINTS---\n\n---BEGIN USER MESSAGES---\nReply with exactly: `X`\n---END USER MESSAGES---"));

        (await upstream.CompleteAsync(request)).Text().ShouldBe("[simulated] Reply with exactly: `X` (no model was asked)");
    }

    [Fact]
    public async Task A_system_prompt_that_mentions_titles_and_summaries_does_not_shorten_the_answer()
    {
        var request = ChatRequests.Of(ChatRequests.System("You are a helpful assistant. Use titles where they help and end with a summary."), ChatRequests.User("What is a monad?"));

        (await upstream.CompleteAsync(request)).Text().ShouldContain("You wrote: “What is a monad?”");
    }

    [Fact]
    public async Task A_summary_contains_the_number_of_messages()
    {
        var request = ChatRequests.Of(ChatRequests.User("Find the bug"), ChatRequests.Assistant("Found it."), ChatRequests.User("Summarize this session."));

        (await upstream.CompleteAsync(request)).Text().ShouldBe("[simulated] No model was asked. 3 messages so far; it began with “Find the bug”.");
    }

    [Fact]
    public async Task Several_choices_are_returned_on_request()
    {
        var answer = await upstream.CompleteAsync(ChatRequests.Ask("hello").With("n", 3));

        var choices = answer["choices"]!.AsArray();
        choices.Select(choice => choice!["index"]!.GetValue<int>()).ShouldBe([0, 1, 2]);
        choices.Select(choice => choice!["message"]!["content"]!.GetValue<string>()).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_prefilled_answer_is_completed()
    {
        var complete = (await upstream.CompleteAsync(ChatRequests.Ask("hello there"))).Text();
        var rest = await upstream.CompleteAsync(ChatRequests.Of(ChatRequests.User("hello there"), ChatRequests.Assistant(complete[..50])));

        (complete[..50] + rest.Text()).ShouldBe(complete);
    }

    [Fact]
    [Trait("Promise", "P-20")]
    public async Task A_JSON_object_is_valid_and_marked_as_simulated()
    {
        var format = new JsonObject { ["type"] = "json_object" };
        var answer = JsonNode.Parse((await upstream.CompleteAsync(ChatRequests.Ask("List three fruits as JSON.").With("response_format", format))).Text())!;

        answer["simulated"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"city":{"type":"string"},"degrees":{"type":"number"}},"required":["city","degrees"]}""", true)]
    [InlineData("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""", false)]
    public async Task A_JSON_schema_is_satisfied_and_the_mark_is_added_only_if_the_schema_allows_it(string schema, bool marked)
    {
        var format = new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = "weather", ["strict"] = true, ["schema"] = JsonNode.Parse(schema) },
        };
        var text = (await upstream.CompleteAsync(ChatRequests.Ask("The weather in Paris?").With("response_format", format))).Text();

        var answer = JsonNode.Parse(text)!.AsObject();
        SchemaRules.FindErrors(answer, JsonNode.Parse(schema)!).ShouldBeEmpty();
        answer["city"]!.GetValue<string>().ShouldBe("Paris");
        answer.ContainsKey("simulated").ShouldBe(marked);
    }
}
