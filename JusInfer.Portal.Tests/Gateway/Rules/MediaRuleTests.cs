using System.Text.Json;
using static JusInfer.Portal.Tests.Gateway.Rules.MediaRequests;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>Media in bodies that are passed through: what endpoints accept stays byte for byte, the rest is fitted in its place.</summary>
[Trait("Promise", "P-1")]
public sealed class MediaRuleTests(RuleHost host, VendorHost vendors) : IClassFixture<RuleHost>, IClassFixture<VendorHost>
{
    /// <summary>System.Text.Json escapes a plus, and PHP a slash: the data are the same.</summary>
    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Media_that_keep_the_rules_stay_byte_for_byte(string dialect)
    {
        foreach (var fields in (string[])
        [
            Image(dialect, "image/png", Png), Image(dialect, "image/png", Png.Replace("+", "\\u002B").Replace("/", "\\/")),
            Url(dialect, "https://example.com/a_b-c.png"),
        ])
        {
            var (answer, sent) = await host.SendAsync(dialect, dialect, fields);

            sent.Text.ShouldBe(Whole(dialect, fields));
            (await host.AdjustedAsync(answer)).ShouldBe("");
        }
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Only_the_data_in_the_URL_safe_alphabet_are_replaced(string dialect)
    {
        var (answer, sent) = await host.SendAsync(dialect, dialect, Image(dialect, "image/png", UrlSafePng));

        sent.Text.ShouldBe(Whole(dialect, Image(dialect, "image/png", Png)));
        (await host.AdjustedAsync(answer)).ShouldBe("media");
    }

    /// <summary>What some server reads is between it and the client, though another dialect has no form for it.</summary>
    [Theory]

    // QwenLM/Qwen-MM-Plugins#8: Alibaba's documentation has audio without a type, or by URL.
    [InlineData("chat", """{"type":"input_audio","input_audio":{"data":"data:;base64,AAAA","format":"wav"}}""")]
    [InlineData("chat", """{"type":"input_audio","input_audio":{"data":"https://example.com/a_b.wav","format":"wav"}}""")]
    [InlineData("chat", """{"type":"image_url","image_url":{"url":"data:;base64,AAAA"}}""")]

    // Servers that only look for the comma read it.
    [InlineData("chat", """{"type":"image_url","image_url":{"url":"data:image/png,AAAA"}}""")]
    [InlineData("chat", """{"type":"image_url","image_url":{"url":"data:text/plain,hello%20there"}}""")]
    [InlineData("chat", """{"type":"file","file":{"filename":"a.pdf","file_data":""}}""")]
    [InlineData("responses", """{"type":"input_image","image_url":"data:image/svg+xml,%3Csvg/%3E"}""")]
    [InlineData("responses", """{"type":"input_file","filename":"a.pdf","file_data":"https://example.com/a.pdf"}""")]
    [InlineData("messages", """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"not base64!"}}""")]
    public async Task Media_that_some_servers_read_stay_as_they_are(string dialect, string part)
    {
        var fields = dialect switch { "chat" => Chat(part), "messages" => Messages(part), _ => Responses(part) };

        var (_, sent) = await host.SendAsync(dialect, dialect, fields);

        sent.Text.ShouldBe(Whole(dialect, fields));
    }

    /// <summary>cloudflare/ai#605, WordPress/php-ai-client#137: what providers answer to them says less.</summary>
    [Theory]
    [InlineData(
        "chat", """{"type":"image_url","image_url":{"url":"data:image/png;base64"}}""",
        "[1].image_url.url' is a data URI without a comma")]
    [InlineData("chat", """{"image_url":"data:image/png;base64,","type":"image_url"}""", "[1].image_url' has no data")]
    [InlineData(
        "chat", """{"type":"image_url","image_url":{"url":"data:image/png,%89PNG"}}""",
        "[1].image_url.url' is a data URI whose data is not")]
    [InlineData(
        "chat", """{"type":"input_audio","input_audio":{"data":"UklG!","format":"wav"}}""",
        "[1].input_audio.data' is not base64 at character 4")]
    [InlineData(
        "chat", """{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBE%"}}""",
        "[1].file.file_data' is not base64 at character 4")]
    [InlineData(
        "responses", """{"type":"input_file","file_data":"data:application/pdf;base64,JVBER"}""",
        "[1].file_data' is not base64 at character 5")]
    [InlineData(
        "responses", """{"type":"input_image","image_url":"data:image/png;base64"}""",
        "[1].image_url' is a data URI without a comma")]
    [InlineData(
        "messages", """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE!"}}""",
        "[1].source.data' is not base64 at character 4")]
    [InlineData(
        "messages",
        """
        {"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"t"},
        {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBOR!"}}]}
        """,
        "[1].content[1].source.data' is not base64 at character 5")]
    public async Task Media_that_no_provider_can_decode_are_rejected(string dialect, string part, string problem)
    {
        var (path, fields) = dialect switch
        {
            "chat" => (TestKit.Hosts.Caller.Completions, Chat(part)),
            "messages" => ("/v1/messages", Messages(part)),
            _ => ("/v1/responses", Responses(part)),
        };

        var answer = await host.Caller.PostAsync(path, $$"""{"model":"test/{{dialect}}",{{fields}}}""");

        answer.ShouldBe(400);
        answer.Message.ShouldContain($"'{(dialect == "responses" ? "input" : "messages")}[0].content{problem}");
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    public async Task Audio_and_files_are_converted_too(string dialect)
    {
        var audio = $$$"""{"type":"input_audio","input_audio":{"format":"wav","data":"{{{UrlSafePng}}}"}}""";
        var audioFields = dialect == "chat" ? Chat(audio) : Responses(audio);
        var fileFields = FileIn(dialect, UrlSafe(Pdf), "\"filename\":\"a.pdf\",");

        var (_, sentAudio) = await host.SendAsync(dialect, dialect, audioFields);
        var (_, sentFile) = await host.SendAsync(dialect, dialect, fileFields);

        sentAudio.Text.ShouldBe(Whole(dialect, audioFields.Replace(UrlSafePng, Png)));
        sentFile.Text.ShouldBe(Whole(dialect, fileFields.Replace(UrlSafe(Pdf), Pdf)));
    }

    [Theory]
    [InlineData("chat", "data:application/pdf;base64,", "document.pdf")]
    [InlineData("chat", "", "document.pdf")]
    [InlineData("responses", "data:application/pdf;base64,", "document.pdf")]
    [InlineData("responses", "data:text/csv;base64,", "document.csv")]
    public async Task A_file_without_a_name_gets_one(string dialect, string head, string name)
    {
        var fields = FileIn(dialect, head + Pdf, "");

        var (answer, sent) = await host.SendAsync(dialect, dialect, fields);

        var holder = dialect == "chat" ? "\"file\":{" : "{\"type\":\"input_file\",";
        var named = dialect == "chat" ? $"\"file\":{{\"filename\":\"{name}\"," : $"{{\"filename\":\"{name}\",\"type\":\"input_file\",";
        sent.Text.ShouldBe(Whole(dialect, fields.Replace(holder, named)));
        (await host.AdjustedAsync(answer)).ShouldBe("media");
    }

    /// <summary>mkht/PSOpenAI#43: OpenAI rejects a PDF as an image, with the cache marker that other providers need.</summary>
    [Theory]
    [InlineData("openai", true)]
    [InlineData("router-claude", true)]
    [InlineData("google-flash", false)]
    [InlineData("engine", false)]
    public async Task A_PDF_as_an_image_is_a_file_where_files_are_apart(string vendor, bool isFile)
    {
        var part = Image("chat", "application/pdf", Pdf)
            .Replace("\"type\":\"image_url\",", "\"type\":\"image_url\",\"cache_control\":{\"type\":\"ephemeral\"},");
        var file = $$$"""{"type":"file","file":{"filename":"document.pdf","file_data":"data:application/pdf;base64,{{{Pdf}}}"}""";

        var (answer, sent) = await vendors.SendAsync("chat", vendor, part);

        var received = PartOf(sent).GetRawText();
        if (isFile) received.ShouldStartWith(file);
        else received.ShouldStartWith("""{"type":"image_url",""");
        (await vendors.AdjustedAsync(answer)).Split(' ').Contains("media").ShouldBe(isFile);
        PartOf(sent).TryGetProperty("cache_control", out _).ShouldBe(vendor is "router-claude" or "engine");
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("groq-oss")]
    [InlineData("engine")]
    public async Task Text_as_an_image_is_text(string vendor)
    {
        var (answer, sent) = await vendors.SendAsync("chat", vendor, Image("chat", "text/plain", UrlSafe(Base64("one???>>>"))));

        PartOf(sent).GetRawText().ShouldBe("""{"type":"text","text":"one???>>>"}""");
        (await vendors.AdjustedAsync(answer)).ShouldContain("media");
    }

    /// <summary>trpc-group/trpc-agent-go#1816: OpenAI's chat reads no file but PDF. A relay can have models that do.</summary>
    [Theory]
    [InlineData("openai", true)]
    [InlineData("engine", false)]
    public async Task A_text_file_is_text_where_only_PDF_are_files(string vendor, bool isText)
    {
        var fields = FileIn("chat", $"data:text/csv;base64,{Base64("a,b")}", "\"filename\":\"a.csv\",");

        var (_, sent) = await vendors.SendAsync("chat", vendor, fields);

        PartOf(sent).GetRawText().ShouldBe(isText
            ? """{"type":"text","text":"a.csv\n\na,b"}"""
            : $$$"""{"type":"file","file":{"filename":"a.csv","file_data":"data:text/csv;base64,{{{Base64("a,b")}}}"}}""");
    }

    [Fact]
    public async Task An_image_as_a_file_is_an_image()
    {
        var file = FileIn("chat", $"data:image/png;base64,{Png}", "\"filename\":\"a.png\",");
        var item = FileIn("responses", $"data:image/png;base64,{Png}", "\"filename\":\"a.png\",");

        var (_, chat) = await host.SendAsync("chat", "chat", file);
        var (_, responses) = await host.SendAsync("responses", "responses", item);

        PartOf(chat.Json).GetProperty("image_url").GetProperty("url").GetString().ShouldBe($"data:image/png;base64,{Png}");
        PartOf(responses.Json).GetProperty("type").GetString().ShouldBe("input_image");
    }

    [Fact]
    public async Task A_PDF_as_an_image_of_Responses_is_a_file()
    {
        var (answer, sent) = await host.SendAsync("responses", "responses", Image("responses", "application/pdf", UrlSafe(Pdf)));

        PartOf(sent.Json).GetRawText()
            .ShouldBe($$"""{"type":"input_file","filename":"document.pdf","file_data":"data:application/pdf;base64,{{Pdf}}"}""");
        (await host.AdjustedAsync(answer)).ShouldBe("media");
    }

    /// <summary>expectedparrot/edsl#2057: Anthropic rejects a PDF as an image, and base64 of text as a document.</summary>
    [Fact]
    public async Task A_block_of_Messages_has_the_type_of_its_media()
    {
        const string Marker = "\"cache_control\":{\"type\":\"ephemeral\"}";
        var pdf = Image("messages", "application/pdf", Pdf).Replace("\"type\":\"image\",", $"{Marker},\"type\":\"image\",");
        var text = Image("messages", "text/csv", Base64("a,\"b\"")).Replace("\"type\":\"image\"", "\"type\":\"document\"");

        var (answer, sentPdf) = await host.SendAsync("messages", "messages", pdf);
        var (_, sentText) = await host.SendAsync("messages", "messages", text);

        sentPdf.Text.ShouldBe(Whole("messages", pdf.Replace("\"type\":\"image\"", "\"type\":\"document\"")));
        PartOf(sentText.Json).GetRawText()
            .ShouldBe("""{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a,\"b\""}}""");
        (await host.AdjustedAsync(answer)).ShouldBe("media");
    }

    [Fact]
    public async Task Media_in_a_tools_result_are_fitted_too()
    {
        var block = $$$"""{"type":"image","source":{"type":"base64","media_type":"application/pdf","data":"{{{UrlSafe(Pdf)}}}"}}""";
        var fields =
            $$$"""
            "max_tokens":100,"messages":[{"role":"user","content":"u"},
            {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{{{block}}}]}]}]
            """;
        var items =
            $$"""
            "input":[{"role":"user","content":"u"},{"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"},
            {"type":"function_call_output","call_id":"call_1","output":[
            {"type":"input_image","image_url":"data:image/png;base64,{{UrlSafePng}}"}]}]
            """;

        var (_, messages) = await host.SendAsync("messages", "messages", fields);
        var (_, responses) = await host.SendAsync("responses", "responses", items);

        messages.Text.ShouldContain(block.Replace("\"image\"", "\"document\"").Replace(UrlSafe(Pdf), Pdf));
        responses.Text.ShouldBe(Whole("responses", items.Replace(UrlSafePng, Png)));
    }

    /// <summary>What is moved or removed as a whole is not changed in addition.</summary>
    [Fact]
    public async Task Media_in_instructions_stay_as_they_are()
    {
        var fields =
            $$$"""
            "messages":[{"role":"system","content":"one"},{"role":"system","content":[
            {"type":"image_url","image_url":{"url":"data:image/png;base64,{{{UrlSafePng}}}"}}]},{"role":"user","content":"u"}]
            """;

        var (_, sent) = await host.SendAsync("chat", "chat", fields);

        sent.Json.GetProperty("messages").GetArrayLength().ShouldBe(2);
        sent.Text.ShouldContain(UrlSafePng);
    }

    private static string Whole(string dialect, string fields) => dialect == "responses"
        ? $$"""{"model":"m","store":false,{{fields}}}"""
        : $$"""{"model":"m",{{fields}}}""";

    private static JsonElement PartOf(JsonElement body) =>
        body.GetProperty(body.TryGetProperty("messages", out _) ? "messages" : "input")[0].GetProperty("content")[1];
}
