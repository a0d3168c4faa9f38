using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>What the gateway answered, read to its end.</summary>
internal sealed record GatewayAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string? this[string header] => Headers.GetValueOrDefault(header);

    public string RequestId => Headers["x-request-id"];

    public JsonElement Error => Json.GetProperty("error");

    public string Message => Error.GetProperty("message").GetString()!;

    public string Code => Error.GetProperty("code").GetString()!;

    public string? Param => Error.GetProperty("param").GetString();

    /// <summary>The data of each event of a stream, in order, read as a strict client reads: one data line an event, comments passed over.</summary>
    public IReadOnlyList<string> Events
    {
        get
        {
            Body.ShouldEndWith("\n\n");
            return
            [
                .. Body[..^2].Split("\n\n").Where(static text => !text.StartsWith(':')).Select(static text =>
                {
                    text.ShouldStartWith("data: ");
                    text.ShouldNotContain('\n');
                    return text["data: ".Length..];
                }),
            ];
        }
    }

    /// <summary>The chunks of a stream; every one of them parses.</summary>
    public IReadOnlyList<JsonElement> Chunks => [.. Events.Where(static data => data != "[DONE]").Select(static data => JsonElement.Parse(data))];

    public bool IsDone => Events[^1] == "[DONE]";

    /// <summary>The text that a client would have put together.</summary>
    public string StreamedText => string.Concat(Chunks
        .SelectMany(static chunk => chunk.GetProperty("choices").EnumerateArray())
        .Select(static choice => choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null));

    public void ShouldBe(int status) => Status.ShouldBe(status, Body);

    public void ShouldBe(int status, string code)
    {
        ShouldBe(status);
        Code.ShouldBe(code, Body);
        Error.GetProperty("request_id").GetString().ShouldBe(RequestId);
        Message.ShouldNotBeNullOrWhiteSpace();
    }

    public static async Task<GatewayAnswer> OfAsync(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers.Concat(response.Content.Headers)) headers[header.Key] = string.Join(", ", header.Value);
        return new GatewayAnswer((int)response.StatusCode, headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
