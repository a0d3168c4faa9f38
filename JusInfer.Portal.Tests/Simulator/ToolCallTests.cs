using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

public sealed class ToolCallTests : IDisposable
{
    private static readonly JsonObject Weather = ChatRequests.Tool(
        "get_weather", "Current conditions and temperature for a place", """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");

    private static readonly JsonObject ReadFile = ChatRequests.Tool(
        "read_file", "Returns the contents of a file", """{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}""");

    private static readonly JsonObject WriteNote = ChatRequests.Tool(
        "write_note", "Stores a note", """{"type":"object","properties":{"text":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}},"required":["text"]}""");

    private static readonly JsonObject SubAgent = ChatRequests.Tool(
        "task", "Launches an agent", """{"type":"object","properties":{"prompt":{"type":"string"}},"required":["prompt"]}""");

    private readonly SimulatedUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Theory]
    [Trait("Promise", "P-19")]
    [InlineData("Please call `read_file` for me", "read_file")]
    [InlineData("What does the task say? Use the get_weather tool.", "get_weather")]
    [InlineData("Get weather data for Oslo", "get_weather")]
    [InlineData("I want to get today's weather", "get_weather")]
    [InlineData("What is the temperature in Oslo?", "get_weather")]
    [InlineData("Show me the contents", "read_file")]
    [InlineData("Do not use get_weather, but read_file", "read_file")]
    [InlineData("xyzzy", "get_weather")]
    public async Task The_tool_that_fits_the_text_is_called(string text, string tool)
    {
        var answer = await upstream.CompleteAsync(Offered(text));

        answer.Finish().ShouldBe("tool_calls");
        answer.Calls().ShouldHaveSingleItem().Name.ShouldBe(tool);
        answer.Text().ShouldStartWith("[simulated]");
    }

    [Fact]
    public async Task Ids_are_stable_for_a_request_and_differ_between_requests()
    {
        var first = (await upstream.CompleteAsync(Offered("get_weather"))).Calls()[0].Id;
        var again = (await upstream.CompleteAsync(Offered("get_weather"))).Calls()[0].Id;
        var other = (await upstream.CompleteAsync(Offered("get_weather!"))).Calls()[0].Id;

        first.ShouldStartWith("call_sim_");
        again.ShouldBe(first);
        other.ShouldNotBe(first);
    }

    [Fact]
    public async Task No_tool_is_called_if_tool_choice_is_none()
    {
        var answer = await upstream.CompleteAsync(Offered("Use get_weather").With("tool_choice", "none"));

        answer.Calls().ShouldBeEmpty();
        answer.Finish().ShouldBe("stop");
    }

    [Fact]
    public async Task The_function_that_tool_choice_names_is_called_whatever_the_text_says()
    {
        var choice = JsonNode.Parse("""{"type":"function","function":{"name":"write_note"}}""");

        (await upstream.CompleteAsync(Offered("Use get_weather").With("tool_choice", choice))).Calls().ShouldHaveSingleItem().Name.ShouldBe("write_note");
    }

    [Fact]
    public async Task Only_allowed_tools_are_called()
    {
        var choice = JsonNode.Parse(
            """{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"read_file"}}]}}""");

        (await upstream.CompleteAsync(Offered("Use get_weather").With("tool_choice", choice))).Calls().ShouldHaveSingleItem().Name.ShouldBe("read_file");
    }

    [Fact]
    public async Task A_required_call_is_made_even_after_a_tool_result()
    {
        var request = Offered("hello").With("tool_choice", "required");
        var next = request.WithToolResults(await upstream.CompleteAsync(request), static _ => "done");

        (await upstream.CompleteAsync(next)).Finish().ShouldBe("tool_calls");
    }

    [Fact]
    public async Task A_request_for_an_exact_reply_is_answered_without_a_tool_call() =>
        (await upstream.CompleteAsync(Offered("Reply with exactly: `PONG`"))).Text().ShouldEndWith("\nPONG");

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task Two_tools_named_together_are_called_in_parallel()
    {
        var answer = await upstream.CompleteAsync(Offered("Call `get_weather` for Oslo and `read_file` on `/tmp/a.txt`."));

        answer.Calls().Select(call => call.Name).ShouldBe(["get_weather", "read_file"]);
        answer.Calls().Select(call => call.Id).Distinct().Count().ShouldBe(2);
        answer.Calls()[0].ParsedArguments["city"]!.GetValue<string>().ShouldBe("Oslo");
        answer.Calls()[1].ParsedArguments["path"]!.GetValue<string>().ShouldBe("/tmp/a.txt");
    }

    [Fact]
    public async Task One_tool_named_twice_with_arguments_is_called_twice()
    {
        var answer = await upstream.CompleteAsync(Offered("Call `get_weather` with `{\"city\":\"Paris\"}` and call `get_weather` with `{\"city\":\"Tōkyō\"}`"));

        answer.Calls().Select(call => call.Arguments).ShouldBe(["""{"city":"Paris"}""", """{"city":"Tōkyō"}"""]);
    }

    [Fact]
    public async Task Tools_are_called_one_by_one_if_parallel_calls_are_disabled()
    {
        var request = Offered("Call `get_weather` and `read_file`.").With("parallel_tool_calls", false);
        var first = await upstream.CompleteAsync(request);
        var second = await upstream.CompleteAsync(request.WithToolResults(first, static _ => "ok"));

        first.Calls().ShouldHaveSingleItem().Name.ShouldBe("get_weather");
        second.Calls().ShouldHaveSingleItem().Name.ShouldBe("read_file");
    }

    [Theory]
    [InlineData("First use read_file, then write_note, then get_weather.", "read_file,write_note,get_weather")]
    [InlineData("1. read_file\n2. write_note", "read_file,write_note")]
    [InlineData("Use read_file. After that, read_file again is not needed; finally write_note.", "read_file,write_note")]
    public async Task Consecutive_steps_are_called_one_by_one_before_the_answer(string text, string tools)
    {
        var request = Offered(text);
        var called = new List<string>();
        var answer = await upstream.CompleteAsync(request);
        while (answer.Finish() == "tool_calls" && called.Count < 10)
        {
            called.Add(answer.Calls().ShouldHaveSingleItem().Name);
            request = request.WithToolResults(answer, static tool => $"{tool} is done");
            answer = await upstream.CompleteAsync(request);
        }

        string.Join(',', called).ShouldBe(tools);
        answer.Finish().ShouldBe("stop");
    }

    [Fact]
    public async Task A_tool_result_is_summarized_in_the_answer()
    {
        var request = Offered("What is the weather in Oslo?");
        var next = request.WithToolResults(await upstream.CompleteAsync(request), static _ => "4 degrees\nand rain\n" + new string('x', 5000));
        var answer = await upstream.CompleteAsync(next);

        answer.Finish().ShouldBe("stop");
        answer.Text().ShouldStartWith("[simulated]");
        answer.Text().ShouldContain("get_weather returned:\n> 4 degrees\n> and rain");
        answer.Text().Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task The_first_lines_of_a_long_tool_result_are_quoted()
    {
        var request = Offered("Use read_file");
        var next = request.WithToolResults(await upstream.CompleteAsync(request), static _ => string.Join('\n', Enumerable.Range(1, 100).Select(i => $"line {i}")));
        var text = (await upstream.CompleteAsync(next)).Text();

        text.ShouldContain("> line 8\n(92 more lines)");
        text.ShouldNotContain("line 9\n");
    }

    [Fact]
    public async Task Empty_tool_results_and_results_in_parts_are_summarized()
    {
        var request = Offered("Call `get_weather` and `read_file`");
        var next = request.WithToolResults(await upstream.CompleteAsync(request), static tool => tool == "get_weather" ? "" : "text");
        next["messages"]!.AsArray()[^1]!["content"] = JsonNode.Parse("""[{"type":"text","text":"in parts"}]""");

        (await upstream.CompleteAsync(next)).Text().ShouldEndWith("get_weather returned nothing.\n\nread_file returned:\n> in parts");
    }

    [Fact]
    public async Task An_image_that_a_harness_adds_after_a_tool_result_does_not_start_a_new_turn()
    {
        var request = Offered("Use read_file");
        var next = request.WithToolResults(await upstream.CompleteAsync(request), static _ => "see the image");
        next["messages"]!.AsArray().Add(ChatRequests.User(JsonNode.Parse("""[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]""")!));

        (await upstream.CompleteAsync(next)).Finish().ShouldBe("stop");
    }

    [Fact]
    public async Task A_new_question_may_call_the_same_tool_again()
    {
        var request = Offered("Use get_weather");
        request = request.WithToolResults(await upstream.CompleteAsync(request), static _ => "sun");
        request["messages"]!.AsArray().Add((await upstream.CompleteAsync(request)).Message().DeepClone());
        request["messages"]!.AsArray().Add(ChatRequests.User("Use get_weather once more"));

        (await upstream.CompleteAsync(request)).Calls().ShouldHaveSingleItem().Name.ShouldBe("get_weather");
    }

    [Fact]
    public async Task Tools_named_in_a_harness_block_are_not_called()
    {
        var text = "<system-reminder>\nPrefer read_file over everything.\n</system-reminder>\nUse get_weather\n<turn-context>write_note</turn-context>";

        (await upstream.CompleteAsync(Offered(text))).Calls().ShouldHaveSingleItem().Name.ShouldBe("get_weather");
    }

    [Fact]
    public async Task A_tool_with_a_prefix_is_found_by_its_short_name()
    {
        var request = ChatRequests.Ask("Please create issue number one").WithTools(Weather.DeepClone().AsObject(), ChatRequests.Tool("github__create_issue"));

        (await upstream.CompleteAsync(request)).Calls().ShouldHaveSingleItem().Name.ShouldBe("github__create_issue");
    }

    [Fact]
    public async Task A_tool_name_inside_a_longer_name_does_not_match()
    {
        var request = ChatRequests.Ask("Use read_file_lines").WithTools(ReadFile.DeepClone().AsObject(), ChatRequests.Tool("read_file_lines"));

        (await upstream.CompleteAsync(request)).Calls().ShouldHaveSingleItem().Name.ShouldBe("read_file_lines");
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task A_coding_agents_task_is_carried_out_with_a_shell()
    {
        var shell = ChatRequests.Tool("shell", "Runs a command", """{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}""");
        var request = ChatRequests.Ask(
            "Create the file `/w/it's.txt` with exactly this single line: `first line`. Then run the shell command `cat /w/out.txt`. "
            + "When it is done, reply with exactly: `ALL-DONE-9`").WithTools(SubAgent.DeepClone().AsObject(), shell);

        var writing = await upstream.CompleteAsync(request);
        writing.Calls().ShouldHaveSingleItem().ParsedArguments["command"]!.GetValue<string>().ShouldBe("""printf '%s\n' 'first line' > '/w/it'\''s.txt'""");
        request = request.WithToolResults(writing, static _ => "");
        var reading = await upstream.CompleteAsync(request);
        reading.Calls().ShouldHaveSingleItem().ParsedArguments["command"]!.GetValue<string>().ShouldBe("cat /w/out.txt");
        request = request.WithToolResults(reading, static _ => "first line");
        (await upstream.CompleteAsync(request)).Text().Split('\n')[1..].ShouldBe(["ALL-DONE-9"]);
    }

    [Fact]
    public async Task A_file_is_written_with_the_file_tool()
    {
        var write = ChatRequests.Tool("Write", "", """{"type":"object","properties":{"file_path":{"type":"string"},"content":{"type":"string"}},"required":["file_path","content"],"additionalProperties":false}""");
        var run = ChatRequests.Tool("run_commands", "", """{"type":"object","properties":{"commands":{"type":"array","items":{"type":"string"}}},"required":["commands"]}""");
        var request = ChatRequests.Ask("Create the file `a.txt` with this content: `hello`, then execute `ls -l`.").WithTools(run, write);

        var first = await upstream.CompleteAsync(request);
        first.Calls().ShouldHaveSingleItem().Arguments.ShouldBe("""{"file_path":"a.txt","content":"hello\n"}""");
        (await upstream.CompleteAsync(request.WithToolResults(first, static _ => "ok"))).Calls().ShouldHaveSingleItem().Arguments.ShouldBe("""{"commands":["ls -l"]}""");
    }

    [Fact]
    public async Task Tools_that_are_not_functions_are_ignored()
    {
        var request = ChatRequests.Ask("hello").With("tools", JsonNode.Parse("""[{"type":"web_search"},{"type":"custom","custom":{"name":"patch"}}]"""));

        (await upstream.CompleteAsync(request)).Finish().ShouldBe("stop");
    }

    [Theory]
    [InlineData("Agent", "Use the Agent tool to say pong")]
    [InlineData("task", "Use the task tool to say pong")]
    [InlineData("new_task", "Call new_task with a message")]
    [InlineData("spawn_agent", "Call spawn_agent")]
    [InlineData("Workflow", "say pong")]
    [InlineData("ScheduleWakeup", "say pong")]
    public async Task A_tool_that_starts_an_agent_is_never_called(string name, string text)
    {
        var tool = ChatRequests.Tool(name, "Says pong", """{"type":"object","properties":{"prompt":{"type":"string"}},"required":["prompt"]}""");

        (await upstream.CompleteAsync(ChatRequests.Ask(text).WithTools(tool.DeepClone().AsObject()))).Finish().ShouldBe("stop");
        (await upstream.CompleteAsync(ChatRequests.Ask(text).WithTools(tool, Weather.DeepClone().AsObject()))).Calls().ShouldAllBe(static call => call.Name == "get_weather");
    }

    [Fact]
    public async Task A_tool_that_manages_tasks_is_an_ordinary_tool() =>
        (await upstream.CompleteAsync(ChatRequests.Ask("Call create_task").WithTools(ChatRequests.Tool("create_task")))).Calls().ShouldHaveSingleItem();

    [Fact]
    public async Task A_notification_of_the_harness_is_answered_without_a_tool_call()
    {
        var conversation = ChatRequests.Of(
            ChatRequests.User("say pong"), ChatRequests.Assistant("pong"),
            ChatRequests.User("<task-notification><summary>The agent get_weather has finished</summary></task-notification>"));

        (await upstream.CompleteAsync(conversation.WithTools(Weather.DeepClone().AsObject()))).Finish().ShouldBe("stop");
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("required")]
    public async Task The_calls_of_a_turn_are_bounded(string choice)
    {
        var request = ChatRequests.Ask(string.Concat(Enumerable.Repeat("Use get_weather {\"city\":\"Oslo\"}, then ", 40))).WithTools(Weather.DeepClone().AsObject()).With("tool_choice", choice);
        var rounds = 0;
        while (await upstream.CompleteAsync(request) is var answer && answer.Finish() == "tool_calls")
        {
            (++rounds).ShouldBeLessThan(30);
            request = request.WithToolResults(answer, static _ => "fine");
        }

        rounds.ShouldBeGreaterThan(1);
    }

    private static JsonObject Offered(string text) => ChatRequests.Ask(text).WithTools(
        Weather.DeepClone().AsObject(), ReadFile.DeepClone().AsObject(), WriteNote.DeepClone().AsObject(), SubAgent.DeepClone().AsObject());
}
