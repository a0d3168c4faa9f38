using System.IO.Pipelines;
using System.Text;
using JusInfer.Portal.Gateway;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Threads;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Tests.Gateway.Requests;

/// <summary>A client gets memory for the bytes that it sends, not for those that it announces, and must keep sending.</summary>
public sealed class RequestBodyReaderTests
{
    private const int OneMebibyte = 1024 * 1024;

    private readonly ManualTime time = new();

    /// <summary>A write completes when the portal has read it.</summary>
    private readonly Pipe sent = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));

    private readonly BytesInFlight bytesInFlight;
    private readonly RequestBodyReader reader;
    private readonly ApiKey key = TestCalls.HolderOf(TestCalls.At).Key;

    public RequestBodyReaderTests()
    {
        var options = new GatewayOptions { MaxRequestBytes = 32 * OneMebibyte, MaxBytesInFlight = 256L * OneMebibyte };
        bytesInFlight = new BytesInFlight(options);
        reader = new RequestBodyReader(options, bytesInFlight, new LargeBodyRate(), new DedicatedThreads(), time);
    }

    [Fact]
    public async Task An_announced_body_uses_memory_only_as_its_bytes_arrive()
    {
        var reading = ReadAsync(announced: 32 * OneMebibyte);
        bytesInFlight.Bytes.ShouldBe(0);

        await SendAsync(1000);
        bytesInFlight.Bytes.ShouldBeLessThanOrEqualTo(64 * 1024);

        await SendAsync(OneMebibyte);
        bytesInFlight.Bytes.ShouldBeLessThanOrEqualTo(2 * OneMebibyte);

        await sent.Writer.CompleteAsync();
        using (var body = (await reading).Value) body.Length.ShouldBe(OneMebibyte + 1000);
        bytesInFlight.Bytes.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task A_body_is_read_completely_whether_or_not_its_size_is_announced(int size)
    {
        foreach (var announced in (long?[])[size, null])
        {
            var text = string.Concat(Enumerable.Range(0, size).Select(static i => (char)('a' + (i % 26))));
            var http = new DefaultHttpContext { Request = { Body = new MemoryStream(Encoding.ASCII.GetBytes(text)), ContentLength = announced } };

            using var body = (await reader.ReadAsync(http.Request, key, TestContext.Current.CancellationToken)).Value;

            Encoding.ASCII.GetString(body.Span).ShouldBe(text);
        }
    }

    [Fact]
    public async Task A_client_that_stops_sending_is_rejected_after_30_seconds()
    {
        var reading = ReadAsync(announced: 32 * OneMebibyte);
        await SendAsync(2 * OneMebibyte);
        reading.IsCompleted.ShouldBeFalse();

        await Eventually.EndedAsync(reading, () => time.Advance(RequestBodyReader.ProgressTimeout));
        var error = (await reading).Error.ShouldNotBeNull();
        (error.Status, error.Code).ShouldBe((408, ErrorCodes.InvalidRequest));
        error.Message.ShouldContain("less than 65536 bytes in 30 seconds");
        bytesInFlight.Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task A_slow_client_that_keeps_sending_is_served()
    {
        var reading = ReadAsync(announced: OneMebibyte);
        for (var i = 0; i < 16; i++)
        {
            await SendAsync(64 * 1024);
            time.Advance(RequestBodyReader.ProgressTimeout / 3);
        }

        await sent.Writer.CompleteAsync();
        using var body = (await reading).Value;
        body.Length.ShouldBe(OneMebibyte);
    }

    [Fact]
    public async Task A_body_whose_client_disconnects_releases_its_memory()
    {
        using var disconnected = new CancellationTokenSource();
        var reading = ReadAsync(announced: OneMebibyte, disconnected.Token);
        await SendAsync(1000);

        await disconnected.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        bytesInFlight.Bytes.ShouldBe(0);
    }

    private Task<Result<RequestBody, GatewayError>> ReadAsync(long announced, CancellationToken disconnected = default)
    {
        var http = new DefaultHttpContext { Request = { ContentLength = announced } };
        http.Features.Set<IRequestBodyPipeFeature>(new PipeBody(sent.Reader));
        return reader.ReadAsync(http.Request, key, disconnected).AsTask();
    }

    private async Task SendAsync(int bytes) => await sent.Writer.WriteAsync(new byte[bytes], TestContext.Current.CancellationToken);

    private sealed record PipeBody(PipeReader Reader) : IRequestBodyPipeFeature;
}
