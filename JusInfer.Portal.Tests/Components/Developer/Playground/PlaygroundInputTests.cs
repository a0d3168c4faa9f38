using JusInfer.Portal.Components.Developer.Playground;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tests.Components.Developer.Playground;

public sealed class PlaygroundInputTests
{
    private readonly ValidationErrors errors = new();

    [Fact]
    public void A_message_becomes_a_stream_with_usage()
    {
        var request = new PlaygroundInput { Prompt = "Hello", System = "Be short.", MaxTokens = "100" }.Read(errors)!;

        request.ToJsonString().ShouldBe(
            """{"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":true},"max_tokens":100}""");
    }

    [Fact]
    public void Tools_and_a_schema_are_sent_as_they_are()
    {
        var request = new PlaygroundInput { Prompt = "Hello", Tools = """{"type":"function","function":{"name":"get"}}""", Schema = """{"type":"object"}""" }.Read(errors)!;

        request["tools"]!.ToJsonString().ShouldBe("""[{"type":"function","function":{"name":"get"}}]""");
        request["response_format"]!.ToJsonString().ShouldBe("""{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object"}}}""");
    }

    [Fact]
    public void Text_files_are_part_of_the_message_and_images_are_parts_of_their_own()
    {
        var input = new PlaygroundInput { Prompt = "Compare." };
        input.Files.Add(new PlaygroundFile("notes.md", ContentType: null, "# Notes", 7));
        input.Read(errors)!["messages"]![0]!["content"]!.GetValue<string>().ShouldBe("File notes.md:\n\n# Notes\n\nCompare.");

        input.Files.Add(new PlaygroundFile("cat.png", "image/png", "iVBO", 3));
        var parts = input.Read(errors)!["messages"]![0]!["content"]!.AsArray();
        parts[0]!["type"]!.GetValue<string>().ShouldBe("text");
        parts[1]!["image_url"]!["url"]!.GetValue<string>().ShouldBe("data:image/png;base64,iVBO");
    }

    [Fact]
    public void A_pdf_is_a_part_with_its_name()
    {
        var input = new PlaygroundInput { Prompt = "Summarize." };
        input.Files.Add(new PlaygroundFile("report.pdf", PlaygroundFile.Pdf, "JVBERi0=", 5));

        var parts = input.Read(errors)!["messages"]![0]!["content"]!.AsArray();

        parts[1]!.ToJsonString().ShouldBe("""{"type":"file","file":{"filename":"report.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}""");
    }

    [Theory]
    [InlineData("", "", "", "", "prompt")]
    [InlineData("Hello", "{", "", "", "tools")]
    [InlineData("Hello", "[]", "", "", "tools")]
    [InlineData("Hello", """[{"name":"get"}]""", "", "", "tools")]
    [InlineData("Hello", """[{"type":"function","type":"function","function":{}}]""", "", "", "tools")]
    [InlineData("Hello", """[{"type":"function","function":{"name":"\ud83d"}}]""", "", "", "tools")]
    [InlineData("Hello", "", "[]", "", "schema")]
    [InlineData("Hello", "", """{"type":"object","type":"object"}""", "", "schema")]
    [InlineData("Hello", "", """{"title":"\ud83d"}""", "", "schema")]
    [InlineData("Hello", "", """{"\ud83d":1}""", "", "schema")]
    [InlineData("Hello", "", "", "many", "max_tokens")]
    [InlineData("Hello", "", "", "0", "max_tokens")]
    [InlineData("", "{", "[", "-1", "max_tokens,prompt,schema,tools")]
    public void Each_invalid_field_has_an_error(string prompt, string tools, string schema, string maxTokens, string fields)
    {
        new PlaygroundInput { Prompt = prompt, Tools = tools, Schema = schema, MaxTokens = maxTokens }.Read(errors).ShouldBeNull();

        errors.Fields.ShouldBe(fields.Split(','));
    }
}
