using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using static JusInfer.Portal.Tests.Gateway.Rules.MediaRequests;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>Media that are translated between dialects: both alphabets of base64, and parts of the kind of their media type.</summary>
[Trait("Promise", "P-1")]
public sealed class MediaTests(RuleHost host) : IClassFixture<RuleHost>
{
    private static readonly string[] Clients = ["gemini", "ollama", "chat", "responses", "messages"];
    private static readonly string[] Upstreams = ["chat", "messages", "responses"];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var client in Clients)
            {
                foreach (var upstream in Upstreams) pairs.Add(client, upstream);
            }

            return pairs;
        }
    }

    /// <summary>lmnr-ai/lmnr#1275: Google's SDK for Python writes the URL-safe alphabet.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_image_in_the_URL_safe_alphabet_arrives_in_the_standard_one(string client, string upstream)
    {
        var sent = await ReceivedAsync(client, upstream, Image(client, "image/png", UrlSafePng));

        DataIn(sent).ShouldBe(Png);
    }

    /// <summary>genkit-ai/genkit-dart#390: lines as in mails. System.Text.Json escapes a plus, and PHP a slash.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_image_in_lines_or_with_escapes_arrives_without(string client, string upstream)
    {
        var lines = Png.Insert(8, "\\r\\n") + "\\n";
        var escaped = Png.Replace("+", "\\u002B").Replace("/", "\\/");

        DataIn(await ReceivedAsync(client, upstream, Image(client, "image/png", lines))).ShouldBe(Png);
        DataIn(await ReceivedAsync(client, upstream, Image(client, "image/png", escaped))).ShouldBe(Png);
    }

    [Theory]
    [InlineData("gemini", "chat")]
    [InlineData("gemini", "responses")]
    [InlineData("chat", "responses")]
    [InlineData("responses", "chat")]
    public async Task Audio_and_documents_arrive_in_the_standard_alphabet(string client, string upstream)
    {
        var audio = client switch
        {
            "gemini" => Image("gemini", "audio/wav", UrlSafePng),
            "chat" => Chat($$$"""{"type":"input_audio","input_audio":{"data":"{{{UrlSafePng}}}","format":"wav"}}"""),
            _ => Responses($$$"""{"type":"input_audio","input_audio":{"data":"{{{UrlSafePng}}}","format":"wav"}}"""),
        };
        var document = client == "gemini"
            ? Image("gemini", "application/pdf", UrlSafe(Pdf))
            : FileIn(client, $"data:application/pdf;base64,{UrlSafe(Pdf)}", "\"filename\":\"a.pdf\",");

        (await ReceivedAsync(client, upstream, audio)).Text.ShouldContain($"{{\"data\":\"{Png}\",\"format\":\"wav\"}}");
        (await ReceivedAsync(client, upstream, document)).Text.ShouldContain($"data:application/pdf;base64,{Pdf}");
    }

    /// <summary>Text with the characters of both alphabets was 400, because it was not decoded.</summary>
    [Theory]
    [InlineData("gemini")]
    [InlineData("chat")]
    [InlineData("responses")]
    public async Task A_text_file_in_the_URL_safe_alphabet_arrives_as_text(string client)
    {
        const string Text = "caf\u00e9 \u00fb\u00ef\u00be\u00ff ???>>>";
        var data = UrlSafe(Base64(Text));
        data.ShouldContain('_');

        var sent = await ReceivedAsync(
            client, "messages",
            client == "gemini" ? Image(client, "text/plain", data) : FileIn(client, $"data:text/plain;base64,{data}", ""));

        var source = PartOf(sent).GetProperty("source");
        source.GetProperty("type").GetString().ShouldBe("text");
        source.GetProperty("data").GetString().ShouldBe(Text);
    }

    [Theory]
    [InlineData("gemini", "chat", "contents[0].parts[1].inlineData.data")]
    [InlineData("gemini", "messages", "contents[0].parts[1].inlineData.data")]
    [InlineData("ollama", "responses", "messages[0].images[0]")]
    [InlineData("chat", "messages", "messages[0].content[1].image_url.url")]
    [InlineData("chat", "responses", "messages[0].content[1].image_url.url")]
    [InlineData("responses", "chat", "input[0].content[1].image_url")]
    [InlineData("responses", "messages", "input[0].content[1].image_url")]
    [InlineData("messages", "chat", "messages[0].content[1].source.data")]
    [InlineData("messages", "responses", "messages[0].content[1].source.data")]
    [InlineData("chat", "chat", "messages[0].content[1].image_url.url")]
    [InlineData("responses", "responses", "input[0].content[1].image_url")]
    [InlineData("messages", "messages", "messages[0].content[1].source.data")]
    public async Task Data_that_cannot_be_decoded_are_rejected_with_their_path(string client, string upstream, string path)
    {
        foreach (var data in (string[])["iVBOR!w0KGgo=", "iVBORw0KG", "%69VBORw0K", "iVBORw==KGgo"])
        {
            var answer = await AskAsync(client, upstream, Image(client, "image/png", data));

            answer.ShouldBe(400);
            answer.Code.ShouldBe("INVALID_REQUEST");
            answer.Message.ShouldContain($"'{path}' is not base64 at character");
        }
    }

    [Fact]
    public async Task An_error_has_the_form_of_the_clients_dialect()
    {
        const string Broken = "iVBOR!";

        var gemini = await AskAsync("gemini", "chat", Image("gemini", "image/png", Broken));
        var messages = await AskAsync("messages", "chat", Image("messages", "image/png", Broken));
        var ollama = await AskAsync("ollama", "chat", Image("ollama", "image/png", Broken));
        var chat = await AskAsync("chat", "messages", Image("chat", "image/png", Broken));

        gemini.Error.GetProperty("status").GetString().ShouldBe("INVALID_ARGUMENT");
        messages.Json.GetProperty("error").GetProperty("type").GetString().ShouldBe("invalid_request_error");
        ollama.Json.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.String);
        chat.Param.ShouldBe("messages[0].content[1].image_url.url");
    }

    /// <summary>Portkey-AI/gateway#827, expectedparrot/edsl#2057, mkht/PSOpenAI#43: a PDF in the field of an image.</summary>
    [Theory]
    [InlineData("chat", "messages")]
    [InlineData("chat", "responses")]
    [InlineData("responses", "chat")]
    [InlineData("responses", "messages")]
    [InlineData("messages", "chat")]
    [InlineData("messages", "responses")]
    public async Task A_PDF_in_the_field_of_an_image_is_a_document(string client, string upstream)
    {
        var sent = await ReceivedAsync(client, upstream, Image(client, "application/pdf", Pdf));

        PartOf(sent).GetRawText().ShouldBe(upstream switch
        {
            "messages" => $$$"""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"{{{Pdf}}}"}}""",
            "chat" => $$$"""{"type":"file","file":{"filename":"document.pdf","file_data":"data:application/pdf;base64,{{{Pdf}}}"}}""",
            _ => $$"""{"type":"input_file","filename":"document.pdf","file_data":"data:application/pdf;base64,{{Pdf}}"}""",
        });
    }

    /// <summary>Open-source clients send every attachment as an image (stanfordnlp/dspy#7872).</summary>
    [Theory]
    [InlineData("chat", "messages", "text/plain")]
    [InlineData("chat", "responses", "text/markdown")]
    [InlineData("responses", "chat", "application/json")]
    [InlineData("responses", "messages", "text/csv")]
    [InlineData("messages", "chat", "text/plain")]
    [InlineData("chat", "messages", "image/svg+xml")]
    public async Task Text_in_the_field_of_an_image_is_text_or_a_document(string client, string upstream, string type)
    {
        const string Text = "one, \"two\"\n";

        var part = PartOf(await ReceivedAsync(client, upstream, Image(client, type, Base64(Text))));

        switch (upstream)
        {
            case "messages":
                part.GetProperty("type").GetString().ShouldBe("document");
                part.GetProperty("source").GetProperty("data").GetString().ShouldBe(Text);
                break;
            case "chat":
                part.GetProperty("text").GetString().ShouldBe(Text);
                break;
            default:
                part.GetProperty("filename").GetString().ShouldBe("document.md");
                part.GetProperty("file_data").GetString().ShouldBe($"data:{type};base64,{Base64(Text)}");
                break;
        }
    }

    [Theory]
    [InlineData("chat", "messages")]
    [InlineData("responses", "chat")]
    public async Task An_image_in_the_field_of_a_file_is_an_image(string client, string upstream)
    {
        var sent = await ReceivedAsync(client, upstream, FileIn(client, $"data:image/png;base64,{Png}", "\"filename\":\"a.png\","));

        PartOf(sent).GetProperty("type").GetString().ShouldBe(upstream == "chat" ? "image_url" : "image");
        DataIn(sent).ShouldBe(Png);
    }

    /// <summary>trpc-group/trpc-agent-go#1816: Chat Completions reads no file but PDF.</summary>
    [Theory]
    [InlineData("gemini")]
    [InlineData("responses")]
    public async Task A_text_file_is_text_in_Chat_Completions(string client)
    {
        var sent = await ReceivedAsync(
            client, "chat",
            client == "gemini"
                ? Image("gemini", "text/markdown", Base64("# Title"))
                : FileIn(client, $"data:text/markdown;base64,{Base64("# Title")}", "\"filename\":\"a.md\","));

        PartOf(sent).GetProperty("text").GetString().ShouldBe(client == "gemini" ? "# Title" : "a.md\n\n# Title");
    }

    /// <summary>1jehuang/jcode#465, BerriAI/litellm#24900: providers compare the type with the data.</summary>
    [Theory]
    [InlineData("chat", "messages")]
    [InlineData("gemini", "messages")]
    [InlineData("responses", "messages")]
    [InlineData("gemini", "chat")]
    public async Task An_image_has_the_type_of_its_data(string client, string upstream)
    {
        var sent = await ReceivedAsync(client, upstream, Image(client, "image/jpeg", Png));

        sent.Text.ShouldContain("image/png");
        sent.Text.ShouldNotContain("image/jpeg");
    }

    /// <summary>
    /// UKGovernmentBEIS/inspect_ai#4613, LLM-Red-Team/kimi-free-api#129, ollama/ollama#7247, anomalyco/opencode#23983: what clients send as
    /// data URIs.
    /// </summary>
    [Theory]
    [InlineData("data:;base64,AAAA", "has no media type")]
    [InlineData("data:png;base64,AAAA", "has 'png' instead of a media type")]
    [InlineData("data:image/png,AAAA", "is a data URI whose data is not in base64")]
    [InlineData("data:text/plain,hello%20there", "is a data URI whose data is not in base64")]
    [InlineData("data:image/png;base64", "is a data URI without a comma")]
    [InlineData("data:image/png;base64,", "has no data")]
    [InlineData("data:video/mp4;base64,AAAA", "has the type video/mp4")]
    [InlineData("iVBORw0KGgoAAAANSUhEUg==", "must be a URL, or a data URI")]
    [InlineData("", "must be a URL, or a data URI")]
    public async Task An_odd_data_URI_is_rejected_with_the_reason(string url, string reason)
    {
        foreach (var (client, upstream, path) in new[]
        {
            ("chat", "messages", "messages[0].content[1].image_url.url"), ("chat", "responses", "messages[0].content[1].image_url.url"),
            ("responses", "messages", "input[0].content[1].image_url"), ("responses", "chat", "input[0].content[1].image_url"),
            ("messages", "chat", "messages[0].content[1].source.url"),
        })
        {
            var answer = await AskAsync(client, upstream, Url(client, url));

            answer.ShouldBe(400);
            answer.Message.ShouldContain($"'{path}' {reason}");
        }
    }

    [Theory]
    [InlineData("DATA:image/png;base64,")]
    [InlineData("data:image/png;name=a.png;base64,")]
    [InlineData("data:image\\/png;base64,")]
    [InlineData("data:IMAGE/PNG; base64,")]
    public async Task A_data_URI_in_another_form_is_read(string head)
    {
        foreach (var client in (string[])["chat", "responses"])
        {
            var source = PartOf(await ReceivedAsync(client, "messages", Url(client, head + UrlSafePng))).GetProperty("source");

            source.GetProperty("media_type").GetString().ShouldBe("image/png");
            source.GetProperty("data").GetString().ShouldBe(Png);
        }
    }

    [Fact]
    public async Task Media_of_Messages_without_a_type_are_rejected()
    {
        var answer = await AskAsync("messages", "chat", Image("messages", "", Png));

        answer.ShouldBe(400);
        answer.Message.ShouldContain("'messages[0].content[1].source.media_type' has no media type");
    }

    [Theory]
    [InlineData("https://example.com/report.pdf")]
    [InlineData("https://example.com/Report.PDF?version=2#page=3")]
    public async Task A_URL_of_a_PDF_is_a_document(string url)
    {
        PartOf(await ReceivedAsync("chat", "messages", Url("chat", url))).GetRawText()
            .ShouldBe($$$"""{"type":"document","source":{"type":"url","url":"{{{url}}}"}}""");
        PartOf(await ReceivedAsync("chat", "responses", Url("chat", url))).GetRawText()
            .ShouldBe($$"""{"type":"input_file","file_url":"{{url}}"}""");
    }

    /// <summary>openai/openai-agents-python#1513, laravel/ai#321: OpenAI rejects a file without a name.</summary>
    [Theory]
    [InlineData("application/pdf", "document.pdf")]
    [InlineData("text/csv", "document.csv")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document.docx")]
    [InlineData("application/x-made-up", "document.bin")]
    public async Task A_file_without_a_name_gets_one_by_its_type(string type, string name)
    {
        foreach (var given in (string[])["", "\"filename\":\"\",", "\"filename\":null,"])
        {
            var sent = await ReceivedAsync("chat", "responses", FileIn("chat", $"data:{type};base64,{Pdf}", given));
            PartOf(sent).GetProperty("filename").GetString().ShouldBe(name);
        }

        var gemini = await ReceivedAsync("gemini", "responses", Image("gemini", type, Pdf));
        PartOf(gemini).GetProperty("filename").GetString().ShouldBe(name);
    }

    /// <summary>langchain-ai/langchain#36939: a type that says nothing, or plain base64, with a name that says what it is.</summary>
    [Theory]
    [InlineData("data:application/octet-stream;base64,", "notes.md", "text/markdown")]
    [InlineData("data:;base64,", "table.csv", "text/csv")]
    [InlineData("", "table.csv", "text/csv")]
    [InlineData("", "report", "application/pdf")]
    public async Task The_name_of_a_file_says_its_type(string head, string name, string type)
    {
        var sent = await ReceivedAsync(
            "chat", "responses", FileIn("chat", head + UrlSafe(Base64("a,b???>>>")), $"\"filename\":\"{name}\","));

        PartOf(sent).GetProperty("file_data").GetString().ShouldBe($"data:{type};base64,{Base64("a,b???>>>")}");
    }

    [Fact]
    public async Task Media_in_the_result_of_a_tool_are_read_alike()
    {
        var fields =
            $$$"""
            "max_tokens":100,"messages":[{"role":"user","content":"u"},
            {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"r"},
            {"type":"image","source":{"type":"base64","media_type":"application/pdf","data":"{{{UrlSafe(Pdf)}}}"}}]}]}]
            """;

        (await ReceivedAsync("messages", "chat", fields)).Text
            .ShouldContain($"\"filename\":\"document.pdf\",\"file_data\":\"data:application/pdf;base64,{Pdf}\"");
        (await ReceivedAsync("messages", "responses", fields)).Text
            .ShouldContain($"\"filename\":\"document.pdf\",\"file_data\":\"data:application/pdf;base64,{Pdf}\"");
    }

    private async Task<UpstreamRequest> ReceivedAsync(string client, string upstream, string fields)
    {
        (await AskAsync(client, upstream, fields)).ShouldBe(200);
        return host[upstream].LastRequest;
    }

    private Task<GatewayAnswer> AskAsync(string client, string upstream, string fields)
    {
        var path = client switch
        {
            "chat" => Caller.Completions,
            "messages" => "/v1/messages",
            "responses" => "/v1/responses",
            "ollama" => "/api/chat",
            _ => $"/v1beta/models/test/{upstream}:generateContent",
        };
        return host.Caller.PostAsync(path, client == "gemini" ? $"{{{fields}}}" : $$"""{"model":"test/{{upstream}}",{{fields}}}""");
    }

    /// <summary>The second part of the first message.</summary>
    private static JsonElement PartOf(UpstreamRequest sent)
    {
        var body = sent.Json;
        var turns = body.GetProperty(body.TryGetProperty("messages", out _) ? "messages" : "input");
        return turns[0].GetProperty("content")[1];
    }

    /// <summary>The base64 of the part.</summary>
    private static string? DataIn(UpstreamRequest sent)
    {
        var part = PartOf(sent);
        var content = part.GetProperty("type").GetString() switch
        {
            "image" or "document" => part.GetProperty("source").GetProperty("data"),
            "image_url" => part.GetProperty("image_url").GetProperty("url"),
            "input_image" => part.GetProperty("image_url"),
            _ => part.GetProperty("file_data"),
        };
        return content.GetString()!.Split(',')[^1];
    }
}
