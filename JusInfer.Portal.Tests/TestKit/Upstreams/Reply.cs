using System.Text;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>Answers one request of a scripted upstream. The token is canceled when the connection or the upstream closes.</summary>
internal delegate Task Reply(HttpContext context, CancellationToken cancellationToken);

/// <summary>The answers and failures of providers.</summary>
internal static class Replies
{
    public static Reply Json(string body, int status = 200, params (string Name, string Value)[] headers) =>
        With(status, "application/json", body, headers);

    /// <summary>An error in OpenAI's format.</summary>
    public static Reply Error(int status, string message = "scripted", params (string Name, string Value)[] headers) =>
        Json($$$"""{"error":{"message":"{{{message}}}","type":"scripted","code":null}}""", status, headers);

    public static Reply Html(int status = 200) =>
        With(status, "text/html", "<html><body><h1>Bad gateway</h1></body></html>", []);

    /// <summary>An event stream that is sent at once.</summary>
    public static Reply Sse(string events, params (string Name, string Value)[] headers) =>
        With(200, "text/event-stream", events, headers);

    public static Reply With(int status, string? contentType, string body, (string Name, string Value)[] headers) => With(status, contentType, Encoding.UTF8.GetBytes(body), headers);

    public static Reply With(int status, string? contentType, byte[] body, params (string Name, string Value)[] headers) => async (context, cancellationToken) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        foreach (var (name, value) in headers) context.Response.Headers.Append(name, value);
        await context.Response.Body.WriteAsync(body, cancellationToken);
    };

    /// <summary>An event stream sent in steps, after its headers.</summary>
    public static Reply Stream(params ReplyStep[] steps) => async (context, cancellationToken) =>
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.StartAsync(cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        foreach (var step in steps) await step(context, cancellationToken);
    };

    /// <summary>Closes the connection without an answer.</summary>
    public static Reply Close { get; } = (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Sends headers and part of a body, then closes the connection.</summary>
    public static Reply CloseInBody(string part) => async (context, cancellationToken) =>
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = part.Length + 100;
        await context.Response.WriteAsync(part, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        context.Abort();
    };

    /// <summary>Reads the request and never answers.</summary>
    public static Reply Never { get; } = async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken);
}
