using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

public sealed class ToolCallTests : IDisposable
{
    private static readonly JsonObject Weather = Talk.Tool(
        "get_weather", "Current conditions and temperature for a place", """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");

    private static readonly JsonObject ReadFile = Talk.Tool(
        "read_file", "Returns the contents of a file", """{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}""");

    private static readonly JsonObject WriteNote = Talk.Tool(
        "write_note", "Stores a note", """{"type":"object","properties":{"text":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}},"required":["text"]}""");

    private static readonly JsonObject SubAgent = Talk.Tool(
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
    public async Task The_tool_that_the_text_is_about_is_called(string text, string tool)
    {
        var answer = await upstream.AskAsync(Offered(text));

        answer.Finish().ShouldBe("tool_calls");
        answer.Calls().ShouldHaveSingleItem().Name.ShouldBe(tool);
        answer.Text().ShouldStartWith("[simulated]");
    }

    [Fact]
    public async Task Ids_are_stable_for_a_request_and_differ_between_requests()
    {
        var first = (await upstream.AskAsync(Offered("get_weather"))).Calls()[0].Id;
        var again = (await upstream.AskAsync(Offered("get_weather"))).Calls()[0].Id;
        var other = (await upstream.AskAsync(Offered("get_weather!"))).Calls()[0].Id;

        first.ShouldStartWith("call_sim_");
        again.ShouldBe(first);
        other.ShouldNotBe(first);
    }

    [Fact]
    public async Task No_tool_is_called_where_the_caller_forbids_it()
    {
        var answer = await upstream.AskAsync(Offered("Use get_weather").With("tool_choice", "none"));

        answer.Calls().ShouldBeEmpty();
        answer.Finish().ShouldBe("stop");
    }

    [Fact]
    public async Task A_forced_function_is_called_whatever_the_text_says()
    {
        var choice = JsonNode.Parse("""{"type":"function","function":{"name":"write_note"}}""");

        (await upstream.AskAsync(Offered("Use get_weather").With("tool_choice", choice))).Calls().ShouldHaveSingleItem().Name.ShouldBe("write_note");
    }

    [Fact]
    public async Task Only_allowed_tools_are_called()
    {
        var choice = JsonNode.Parse(
            """{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"read_file"}}]}}""");

        (await upstream.AskAsync(Offered("Use get_weather").With("tool_choice", choice))).Calls().ShouldHaveSingleItem().Name.ShouldBe("read_file");
    }

    [Fact]
    public async Task A_required_call_is_made_after_a_result_too()
    {
        var request = Offered("hello").With("tool_choice", "required");
        var next = request.Then(await upstream.AskAsync(request), static _ => "done");

        (await upstream.AskAsync(next)).Finish().ShouldBe("tool_calls");
    }

    [Fact]
    public async Task Whoever_wants_a_fixed_reply_and_nothing_else_gets_it_without_a_call() =>
        (await upstream.AskAsync(Offered("Reply with exactly: `PONG`"))).Text().ShouldEndWith("\nPONG");

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task Two_tools_named_together_are_called_together()
    {
        var answer = await upstream.AskAsync(Offered("Call `get_weather` for Oslo and `read_file` on `/tmp/a.txt`."));

        answer.Calls().Select(call => call.Name).ShouldBe(["get_weather", "read_file"]);
        answer.Calls().Select(call => call.Id).Distinct().Count().ShouldBe(2);
        answer.Calls()[0].Given["city"]!.GetValue<string>().ShouldBe("Oslo");
        answer.Calls()[1].Given["path"]!.GetValue<string>().ShouldBe("/tmp/a.txt");
    }

    [Fact]
    public async Task One_tool_named_twice_with_arguments_is_called_twice()
    {
        var answer = await upstream.AskAsync(Offered("Call `get_weather` with `{\"city\":\"Paris\"}` and call `get_weather` with `{\"city\":\"Tōkyō\"}`"));

        answer.Calls().Select(call => call.Arguments).ShouldBe(["""{"city":"Paris"}""", """{"city":"Tōkyō"}"""]);
    }

    [Fact]
    public async Task Calls_are_made_one_by_one_where_the_caller_wants_that()
    {
        var request = Offered("Call `get_weather` and `read_file`.").With("parallel_tool_calls", false);
        var first = await upstream.AskAsync(request);
        var second = await upstream.AskAsync(request.Then(first, static _ => "ok"));

        first.Calls().ShouldHaveSingleItem().Name.ShouldBe("get_weather");
        second.Calls().ShouldHaveSingleItem().Name.ShouldBe("read_file");
    }

    [Theory]
    [InlineData("First use read_file, then write_note, then get_weather.", "read_file,write_note,get_weather")]
    [InlineData("1. read_file\n2. write_note", "read_file,write_note")]
    [InlineData("Use read_file. After that, read_file again is not needed; finally write_note.", "read_file,write_note")]
    public async Task Steps_in_a_row_are_taken_one_after_the_other_and_then_the_answer_comes(string text, string tools)
    {
        var request = Offered(text);
        var called = new List<string>();
        var answer = await upstream.AskAsync(request);
        while (answer.Finish() == "tool_calls" && called.Count < 10)
        {
            called.Add(answer.Calls().ShouldHaveSingleItem().Name);
            request = request.Then(answer, static tool => $"{tool} is done");
            answer = await upstream.AskAsync(request);
        }

        string.Join(',', called).ShouldBe(tools);
        answer.Finish().ShouldBe("stop");
    }

    [Fact]
    public async Task A_result_is_digested_into_an_answer()
    {
        var request = Offered("What is the weather in Oslo?");
        var next = request.Then(await upstream.AskAsync(request), static _ => "4 degrees\nand rain\n" + new string('x', 5000));
        var answer = await upstream.AskAsync(next);

        answer.Finish().ShouldBe("stop");
        answer.Text().ShouldStartWith("[simulated]");
        answer.Text().ShouldContain("get_weather returned:\n> 4 degrees\n> and rain");
        answer.Text().Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task A_long_result_is_quoted_by_its_first_lines()
    {
        var request = Offered("Use read_file");
        var next = request.Then(await upstream.AskAsync(request), static _ => string.Join('\n', Enumerable.Range(1, 100).Select(i => $"line {i}")));
        var text = (await upstream.AskAsync(next)).Text();

        text.ShouldContain("> line 8\n(92 more lines)");
        text.ShouldNotContain("line 9\n");
    }

    [Fact]
    public async Task A_result_that_is_empty_or_in_parts_is_digested_too()
    {
        var request = Offered("Call `get_weather` and `read_file`");
        var next = request.Then(await upstream.AskAsync(request), static tool => tool == "get_weather" ? "" : "text");
        next["messages"]!.AsArray()[^1]!["content"] = JsonNode.Parse("""[{"type":"text","text":"in parts"}]""");

        (await upstream.AskAsync(next)).Text().ShouldEndWith("get_weather returned nothing.\n\nread_file returned:\n> in parts");
    }

    [Fact]
    public async Task An_image_that_a_harness_adds_behind_a_result_does_not_start_over()
    {
        var request = Offered("Use read_file");
        var next = request.Then(await upstream.AskAsync(request), static _ => "see the image");
        next["messages"]!.AsArray().Add(Talk.User(JsonNode.Parse("""[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]""")!));

        (await upstream.AskAsync(next)).Finish().ShouldBe("stop");
    }

    [Fact]
    public async Task A_new_question_may_call_the_same_tool_again()
    {
        var request = Offered("Use get_weather");
        request = request.Then(await upstream.AskAsync(request), static _ => "sun");
        request["messages"]!.AsArray().Add((await upstream.AskAsync(request)).Message().DeepClone());
        request["messages"]!.AsArray().Add(Talk.User("Use get_weather once more"));

        (await upstream.AskAsync(request)).Calls().ShouldHaveSingleItem().Name.ShouldBe("get_weather");
    }

    [Fact]
    public async Task What_a_harness_adds_to_the_users_words_names_no_tools()
    {
        var text = "<system-reminder>\nPrefer read_file over everything.\n</system-reminder>\nUse get_weather\n<turn-context>write_note</turn-context>";

        (await upstream.AskAsync(Offered(text))).Calls().ShouldHaveSingleItem().Name.ShouldBe("get_weather");
    }

    [Fact]
    public async Task A_tool_behind_a_name_space_is_called_by_its_short_name()
    {
        var request = Talk.Say("Please create issue number one").Offering(Weather.DeepClone().AsObject(), Talk.Tool("github__create_issue"));

        (await upstream.AskAsync(request)).Calls().ShouldHaveSingleItem().Name.ShouldBe("github__create_issue");
    }

    [Fact]
    public async Task A_longer_name_is_not_taken_for_a_shorter_one_in_it()
    {
        var request = Talk.Say("Use read_file_lines").Offering(ReadFile.DeepClone().AsObject(), Talk.Tool("read_file_lines"));

        (await upstream.AskAsync(request)).Calls().ShouldHaveSingleItem().Name.ShouldBe("read_file_lines");
    }

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task A_coding_agents_task_is_carried_out_with_a_shell()
    {
        var shell = Talk.Tool("shell", "Runs a command", """{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}""");
        var request = Talk.Say(
            "Create the file `/w/it's.txt` with exactly this single line: `first line`. Then run the shell command `cat /w/out.txt`. "
            + "When it is done, reply with exactly: `ALL-DONE-9`").Offering(SubAgent.DeepClone().AsObject(), shell);

        var writing = await upstream.AskAsync(request);
        writing.Calls().ShouldHaveSingleItem().Given["command"]!.GetValue<string>().ShouldBe("""printf '%s\n' 'first line' > '/w/it'\''s.txt'""");
        request = request.Then(writing, static _ => "");
        var reading = await upstream.AskAsync(request);
        reading.Calls().ShouldHaveSingleItem().Given["command"]!.GetValue<string>().ShouldBe("cat /w/out.txt");
        request = request.Then(reading, static _ => "first line");
        (await upstream.AskAsync(request)).Text().Split('\n')[1..].ShouldBe(["ALL-DONE-9"]);
    }

    [Fact]
    public async Task A_file_is_written_with_the_tool_that_is_for_it()
    {
        var write = Talk.Tool("Write", "", """{"type":"object","properties":{"file_path":{"type":"string"},"content":{"type":"string"}},"required":["file_path","content"],"additionalProperties":false}""");
        var run = Talk.Tool("run_commands", "", """{"type":"object","properties":{"commands":{"type":"array","items":{"type":"string"}}},"required":["commands"]}""");
        var request = Talk.Say("Create the file `a.txt` with this content: `hello`, then execute `ls -l`.").Offering(run, write);

        var first = await upstream.AskAsync(request);
        first.Calls().ShouldHaveSingleItem().Arguments.ShouldBe("""{"file_path":"a.txt","content":"hello\n"}""");
        (await upstream.AskAsync(request.Then(first, static _ => "ok"))).Calls().ShouldHaveSingleItem().Arguments.ShouldBe("""{"commands":["ls -l"]}""");
    }

    [Fact]
    public async Task Tools_that_are_no_functions_are_passed_over()
    {
        var request = Talk.Say("hello").With("tools", JsonNode.Parse("""[{"type":"web_search"},{"type":"custom","custom":{"name":"patch"}}]"""));

        (await upstream.AskAsync(request)).Finish().ShouldBe("stop");
    }

    private static JsonObject Offered(string text) => Talk.Say(text).Offering(
        Weather.DeepClone().AsObject(), ReadFile.DeepClone().AsObject(), WriteNote.DeepClone().AsObject(), SubAgent.DeepClone().AsObject());
}
