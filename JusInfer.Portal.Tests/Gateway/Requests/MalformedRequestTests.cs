using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Requests;

/// <summary>Errors about a request name the position but never quote its text, and do not affect the next call.</summary>
public sealed class MalformedRequestTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Model = "\"model\":\"test/frontier-1\"";
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"planted-prompt\"}]";

    [Theory]
    [InlineData("", "no body")]
    [InlineData("{", "line 1, byte 2")]
    [InlineData("{\n  \"model\": planted-prompt }", "line 2, byte 12")]
    [InlineData("{" + Model + "," + Messages + "} planted-prompt", "line 1")]
    [InlineData("{" + Model + "," + Messages + "}{}", "line 1")]
    [InlineData("planted-prompt", "line 1, byte 1")]
    [InlineData("\uFEFF{}", "begins with a byte order mark")] // Badgerati/Pode#1604
    [InlineData("{" + Model + "," + Messages + ",}", "line 1")]
    public async Task Malformed_JSON_is_rejected_with_its_position(string body, string position) => (await RejectedAsync(body)).Message.ShouldContain(position);

    [Theory]
    [InlineData("[]", null, "must be a JSON object")]
    [InlineData("\"planted-prompt\"", null, "must be a JSON object")]
    [InlineData("null", null, "must be a JSON object")]
    [InlineData("{}", "model", "'model' is missing")]
    [InlineData("{" + Messages + "}", "model", "'model' is missing")]
    [InlineData("{" + Model + "}", "messages", "'messages' is missing")]
    [InlineData("{\"model\":7," + Messages + "}", "model", "must be a string")]
    [InlineData("{\"model\":null," + Messages + "}", "model", "must be a string")]
    [InlineData("{\"model\":\" \"," + Messages + "}", "model", "is empty")]
    [InlineData("{" + Model + "," + Model + "," + Messages + "}", "model", "appears twice")]
    [InlineData("{" + Model + "," + Messages + "," + Messages + "}", "messages", "appears twice")]
    [InlineData("{" + Model + ",\"messages\":[]}", "messages", "is empty")]
    [InlineData("{" + Model + ",\"messages\":{}}", "messages", "must be an array")]
    [InlineData("{" + Model + ",\"messages\":\"planted-prompt\"}", "messages", "must be an array")]
    [InlineData("{" + Model + ",\"messages\":[{\"role\":\"user\"},\"planted-prompt\"]}", "messages[1]", "must be an object")]
    [InlineData("{" + Model + ",\"messages\":[{\"content\":\"planted-prompt\"}]}", "messages[0].role", "is missing")]
    [InlineData("{" + Model + ",\"messages\":[{\"role\":1}]}", "messages[0].role", "must be a string")]
    [InlineData("{" + Model + ",\"messages\":[{\"role\":\"user\"},{\"role\":\"user\",\"content\":{}}]}", "messages[1].content", "array of content parts")]
    [InlineData("{" + Model + ",\"messages\":[{\"role\":\"user\",\"content\":7}]}", "messages[0].content", "array of content parts")]
    [InlineData("{" + Model + ",\"messages\":[{\"role\":\"user\",\"content\":[7]}]}", "messages[0].content", "array of content parts")]
    [InlineData("{" + Model + "," + Messages + ",\"stream\":\"yes\"}", "stream", "true or false")]
    [InlineData("{" + Model + "," + Messages + ",\"stream_options\":[]}", "stream_options", "must be an object")]
    [InlineData("{" + Model + "," + Messages + ",\"stream_options\":{\"include_usage\":1}}", "stream_options.include_usage", "true or false")]
    [InlineData("{" + Model + "," + Messages + ",\"tools\":{}}", "tools", "must be an array")]
    [InlineData("{" + Model + "," + Messages + ",\"max_tokens\":-1}", "max_tokens", "above zero")]
    [InlineData("{" + Model + "," + Messages + ",\"max_tokens\":1.5}", "max_tokens", "whole number")]
    [InlineData("{" + Model + "," + Messages + ",\"max_completion_tokens\":\"planted-prompt\"}", "max_completion_tokens", "whole number")]
    [InlineData("{" + Model + "," + Messages + ",\"response_format\":\"json\"}", "response_format", "must be an object")]
    public async Task A_wrong_type_is_rejected_with_its_path(string body, string? path, string message)
    {
        var answer = await RejectedAsync(body);

        answer.Param.ShouldBe(path);
        answer.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Text_that_is_not_valid_UTF8_is_rejected()
    {
        byte[] body = [.. "{\"model\":\""u8, 0xff, 0xfe, .. "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"u8];

        (await SendAsync(new ByteArrayContent(body))).ShouldBe(400, "INVALID_REQUEST");
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(128)]
    public async Task Excessive_nesting_is_rejected_with_its_position(int depth)
    {
        var before = "{" + Model + "," + Messages + ",\"metadata\":";

        var answer = await RejectedAsync(before + new string('[', depth) + new string(']', depth) + "}");

        answer.Message.ShouldContain("more than 128 levels deep");
        answer.Message.ShouldContain($"line 1, byte {before.Length + 128}.");
        answer.Message.ShouldNotContain("not valid JSON");
    }

    [Theory]
    [InlineData("/v1/messages", "\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]")]
    [InlineData("/v1/messages/count_tokens", "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]")]
    [InlineData("/v1/responses", "\"input\":\"x\"")]
    [InlineData("/v1/completions", "\"prompt\":\"x\"")]
    [InlineData("/v1/embeddings", "\"input\":\"x\"")]
    public async Task Excessive_nesting_is_rejected_in_every_dialect(string path, string fields)
    {
        var answer = await (await gateway.Team.MintAsync()).PostAsync(path, "{" + Model + "," + fields + ",\"metadata\":" + new string('[', 200) + new string(']', 200) + "}");

        answer.ShouldBe(400);
        answer.Body.ShouldContain("more than 128 levels deep");
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    [InlineData("/v1/messages/count_tokens")]
    [InlineData("/v1/responses")]
    public async Task A_compressed_body_is_rejected(string path)
    {
        using var content = new ByteArrayContent([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
        content.Headers.ContentEncoding.Add("gzip");

        var answer = await (await gateway.Team.MintAsync()).SendAsync(HttpMethod.Post, path, content);

        answer.ShouldBe(415);
        answer.Body.ShouldContain("'Content-Encoding'");
        answer["x-ratelimit-limit-requests"].ShouldNotBeNull();
    }

    [Fact]
    public async Task The_identity_encoding_is_accepted()
    {
        using var content = new StringContent(Caller.Asking(GatewayHost.Frontier));
        content.Headers.ContentEncoding.Add("identity");

        (await SendAsync(content)).ShouldBe(200);
    }

    [Fact]
    public async Task Deep_nesting_within_the_limit_is_accepted() =>
        (await SendAsync(new StringContent("{" + Model + "," + Messages + ",\"metadata\":" + new string('[', 100) + new string(']', 100) + "}"))).ShouldBe(200);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_above_the_maximum_size_is_rejected(bool chunked)
    {
        using var content = new ByteArrayContent(new byte[33 * 1024 * 1024]);
        (string, string)[] headers = chunked ? [("Transfer-Encoding", "chunked")] : [];
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.SendAsync(HttpMethod.Post, Caller.Completions, content, headers);

        answer.ShouldBe(413, "REQUEST_TOO_LARGE");
        answer.Message.ShouldContain("32 MiB");
        await ShouldServeAsync();
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n{\"model\":")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\nnonsense\r\n")]
    [InlineData("Content-Length: -5\r\n\r\n")]
    public async Task A_truncated_or_invalid_HTTP_body_does_not_affect_later_calls(string rest)
    {
        var caller = await gateway.Team.MintAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(gateway.Portal.Address.Host, gateway.Portal.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {caller.Key}\r\n{rest}"), TestContext.Current.CancellationToken);
        socket.Client.Shutdown(SocketShutdown.Send);
        var answer = await ReadUntilClosedAsync(stream);

        if (answer.Length > 0) answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldNotContain(caller.Key);
        await ShouldServeAsync();
    }

    private static async Task<string> ReadUntilClosedAsync(NetworkStream stream)
    {
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // A connection reset ends the response too.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    private async Task<GatewayAnswer> RejectedAsync(string body)
    {
        var answer = await SendAsync(new StringContent(body, Encoding.UTF8, "application/json"));
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Body.ShouldNotContain("planted-prompt");
        answer["x-jusinfer-model"].ShouldBeNull();
        await ShouldServeAsync();
        return answer;
    }

    private async Task<GatewayAnswer> SendAsync(HttpContent content) => await (await gateway.Team.MintAsync()).SendAsync(HttpMethod.Post, Caller.Completions, content);

    private async Task ShouldServeAsync() => (await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
}
