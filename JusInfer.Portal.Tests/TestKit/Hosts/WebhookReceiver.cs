using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>A server that receives webhooks and answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedWebhook> received = new();

    private WebhookReceiver(WebApplication app) => this.app = app;

    /// <summary>How requests are answered, from the first one on: with 204.</summary>
    public RequestDelegate Answer { get; set; } = static http =>
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public string Url => app.Urls.Single() + "/hooks/PLANTED";

    public IReadOnlyList<ReceivedWebhook> Received => [.. received];

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = builder.Build();
        var receiver = new WebhookReceiver(server);
        server.Run(receiver.ReceiveAsync);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public void AnswerWith(int status, string? body = null, string? location = null) => Answer = async http =>
    {
        http.Response.StatusCode = status;
        if (location is not null) http.Response.Headers.Location = location;
        if (body is not null) await http.Response.WriteAsync(body);
    };

    public Task WaitForAsync(int count) => Eventually.TrueAsync(() => received.Count >= count, $"{count} webhooks were received");

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        received.Enqueue(new ReceivedWebhook(
            http.Request.Method, http.Request.Path.Value!, http.Request.ContentType!, http.Request.Headers["webhook-id"]!, http.Request.Headers["webhook-timestamp"]!,
            http.Request.Headers["webhook-signature"]!, body, [.. http.Request.Headers.Keys]));
        await Answer(http);
    }
}

internal sealed record ReceivedWebhook(
    string Method, string Path, string ContentType, string Id, string Timestamp, string Signature, string Body, IReadOnlyList<string> HeaderNames)
{
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(long.Parse(Timestamp, CultureInfo.InvariantCulture));

    /// <summary>Verifies the signature as a receiver does, independently of the product's code.</summary>
    public bool IsSignedWith(string secret)
    {
        using var mac = new HMACSHA256(Convert.FromBase64String(secret.Replace("whsec_", "", StringComparison.Ordinal)));
        var expected = Convert.ToBase64String(mac.ComputeHash(Encoding.UTF8.GetBytes(Id + "." + Timestamp + "." + Body)));
        return Signature.Split(' ').Contains("v1," + expected);
    }
}
