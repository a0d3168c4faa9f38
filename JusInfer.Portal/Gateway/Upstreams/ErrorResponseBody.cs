using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Reads the body of an error response as UTF-8: what has arrived after two seconds, without a compression that was not asked for, without
/// a byte order mark, and from the charset that it names. Proxies send errors of their own, which ignore what the request accepts.
/// </summary>
internal static class ErrorResponseBody
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The status explains more than the rest of a body that stalls.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    /// <param name="content">The content of the response.</param>
    /// <param name="time">The process's clock.</param>
    /// <param name="cancellationToken">Canceled at the attempt's deadline.</param>
    public static async ValueTask<PooledBuffer> ReadAsync(HttpContent content, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = new PooledBuffer(1024);
        using var timeout = new CancellationTokenSource(MaxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await using var stream = await content.ReadAsStreamAsync(either.Token);
            while (body.Length < MaxBytes && await stream.ReadAsync(body.GetMemory(1024), either.Token) is > 0 and var read)
                body.Advance(read);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException
            || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status and Retry-After have arrived. They explain more than the closed connection.
        }
        catch
        {
            body.Dispose();
            throw;
        }

        if (Decompress(body.Span, content.Headers) is { } plain) Replace(ref body, plain);
        if (ToUtf8(body.Span, content.Headers.ContentType?.CharSet) is { } text) Replace(ref body, text);
        return body;
    }

    private static void Replace(ref PooledBuffer body, ReadOnlySpan<byte> content)
    {
        body.Dispose();
        body = new PooledBuffer(content.Length + 1);
        body.Append(content);
    }

    /// <summary>The decompressed body, as far as it can be; null if it is not compressed.</summary>
    private static byte[]? Decompress(ReadOnlySpan<byte> body, HttpContentHeaders headers)
    {
        byte[]? plain = null;
        foreach (var encoding in headers.ContentEncoding.Reverse())
            plain = Decompress(plain ?? body.ToArray(), encoding.ToLowerInvariant()) ?? plain;
        return plain ?? (IsGzip(body) ? Decompress(body.ToArray(), "gzip") : null);
    }

    private static byte[]? Decompress(byte[] body, string encoding)
    {
        using var source = new MemoryStream(body);
        using Stream? decoder = encoding switch
        {
            "gzip" or "x-gzip" when IsGzip(body) => new GZipStream(source, CompressionMode.Decompress),
            "deflate" when IsZlib(body) => new ZLibStream(source, CompressionMode.Decompress),
            "deflate" => new DeflateStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            _ => null,
        };
        if (decoder is null) return null;
        var plain = new byte[MaxBytes];
        var length = 0;
        try
        {
            while (length < plain.Length && decoder.Read(plain, length, plain.Length - length) is > 0 and var read) length += read;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or InvalidOperationException)
        {
            // The body is incomplete, or plain in spite of its header.
        }

        return length == 0 ? null : plain[..length];
    }

    /// <summary>RFC 1952, section 2.3.1.</summary>
    private static bool IsGzip(ReadOnlySpan<byte> body) => body.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    /// <summary>RFC 1950, section 2.2. Some servers send <c>deflate</c> without this header.</summary>
    private static bool IsZlib(ReadOnlySpan<byte> body) => body.Length > 1 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;

    /// <summary>The text without a byte order mark; null if the body is that already.</summary>
    private static byte[]? ToUtf8(ReadOnlySpan<byte> body, string? charset)
    {
        if (body.StartsWith(SseScanner.ByteOrderMark)) return body[SseScanner.ByteOrderMark.Length..].ToArray();
        if (body.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return ToUtf8(body[2..], Encoding.Unicode);
        if (body.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return ToUtf8(body[2..], Encoding.BigEndianUnicode);
        if (Utf8.IsValid(body) || IsCutWithinCharacter(body)) return null;
        return ToUtf8(body, Find(charset) ?? Encoding.Latin1);
    }

    private static byte[] ToUtf8(ReadOnlySpan<byte> body, Encoding encoding) => Encoding.UTF8.GetBytes(encoding.GetString(body));

    /// <summary>A body that was longer than this gateway reads ends anywhere.</summary>
    private static bool IsCutWithinCharacter(ReadOnlySpan<byte> body) =>
        body.Length >= MaxBytes && (Utf8.IsValid(body[..^1]) || Utf8.IsValid(body[..^2]) || Utf8.IsValid(body[..^3]));

    private static Encoding? Find(string? charset)
    {
        try
        {
            return charset is not null && Encoding.GetEncoding(charset.Trim('"')) is var encoding and not UTF8Encoding ? encoding : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
