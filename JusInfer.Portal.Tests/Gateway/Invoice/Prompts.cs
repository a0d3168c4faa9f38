using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>Prompts of each kind of content in the form of each dialect.</summary>
internal static class Prompts
{
    public const string Letters = "letters";
    public const string Digits = "digits";
    public const string Image = "image";
    public const string ImageUrl = "image by URL";
    public const string Pdf = "PDF";
    public const string Recording = "recording";

    /// <summary>The path and the body of a call with one user message and at most 100 tokens of output.</summary>
    public static (string Path, string Body) Of(string door, string model, string kind, string more = "") =>
        With(door, model, PartOf(door, kind), more, kind == Digits ? new string('7', 10_000) : new string('x', 400));

    /// <summary>As the other method, with a part in the form of the dialect beside the text; null for none.</summary>
    public static (string Path, string Body) With(string door, string model, string? part, string more = "", string content = "hello")
    {
        var limit = door is "responses" ? "\"max_output_tokens\":100" : "\"max_tokens\":100";
        var text = JsonSerializer.Serialize(content);
        var parts = part is null ? "" : $",{part}";
        return door switch
        {
            "messages" => ("/v1/messages", $$"""
                {"model":"{{model}}",{{limit}},"messages":[{"role":"user","content":[{"type":"text","text":{{text}}}{{parts}}]}]{{more}}}
                """),
            "responses" => ("/v1/responses", $$"""
                {"model":"{{model}}",{{limit}},"store":false,
                 "input":[{"role":"user","content":[{"type":"input_text","text":{{text}}}{{parts}}]}]{{more}}}
                """),
            "gemini" => ($"/v1beta/models/{model}:generateContent", $$$"""
                {"contents":[{"role":"user","parts":[{"text":{{{text}}}}{{{parts}}}]}],"generationConfig":{"maxOutputTokens":100}{{{more}}}}
                """),
            "ollama" => ("/api/chat", $$$"""
                {"model":"{{{model}}}","stream":false,"options":{"num_predict":100},
                 "messages":[{"role":"user","content":{{{text}}}{{{parts}}}}]{{{more}}}}
                """),
            "completions" => ("/v1/completions", $$"""{"model":"{{model}}",{{limit}},"prompt":{{text}}{{more}}}"""),
            _ => ("/v1/chat/completions", $$"""
                {"model":"{{model}}",{{limit}},"messages":[{"role":"user","content":[{"type":"text","text":{{text}}}{{parts}}]}]{{more}}}
                """),
        };
    }

    /// <summary>A PNG of 1600 by 1200 pixels, as far as the start of its data.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="before">A chunk before the head.</param>
    public static string Png(int width = 1_600, int height = 1_200, params ReadOnlySpan<byte> before)
    {
        byte[] head = [.. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(8), height);
        return Convert.ToBase64String(
        [
            0x89, .. "PNG"u8, 0x0d, 0x0a, 0x1a, 0x0a, .. before, 0, 0, 0, 13, .. head, .. Checksum(head),
            0, 0, 0, 9, .. "IDAT"u8, .. new byte[13],
        ]);
    }

    /// <summary>A chunk whose content is where readers expect a size: 1 by 1 pixel.</summary>
    public static byte[] ChunkOfOnePixel => [0, 0, 0, 8, .. "prVt"u8, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0];

    /// <summary>The checksum of a PNG's chunk.</summary>
    public static byte[] Checksum(ReadOnlySpan<byte> chunk)
    {
        var crc = 0xffff_ffffu;
        foreach (var value in chunk)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xedb8_8320 : crc >> 1;
        }

        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
        return bytes;
    }

    /// <summary>A document of two pages. What is written on them has 120,000 tokens.</summary>
    public static string Document() => Convert.ToBase64String(Encoding.Latin1.GetBytes($"""
        %PDF-1.4
        1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
        2 0 obj <</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>> endobj
        3 0 obj <</Type /Page /Parent 2 0 R /Contents 5 0 R>> endobj
        4 0 obj <</Type /Page /Parent 2 0 R /Contents 5 0 R>> endobj
        5 0 obj <</Length 120040>> stream
        BT ({new string('7', 120_000)}) Tj ET
        endstream endobj
        """));

    /// <summary>Ten minutes, in few bytes.</summary>
    public static string Sound() => Convert.ToBase64String([.. "SECONDS 600 "u8, .. new byte[60]]);

    private static string? PartOf(string door, string kind) => (door, kind) switch
    {
        (_, Letters or Digits) => null,
        ("messages", Image) => $$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Png()}}}"}}""",
        ("messages", ImageUrl) => """{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}""",
        ("messages", Pdf) =>
            $$$"""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"{{{Document()}}}"}}""",
        ("responses", Image) => $$"""{"type":"input_image","image_url":"data:image/png;base64,{{Png()}}"}""",
        ("responses", ImageUrl) => """{"type":"input_image","image_url":"https://example.com/a.png"}""",
        ("responses", Pdf) => $$"""{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,{{Document()}}"}""",
        ("gemini", Image) => $$$"""{"inlineData":{"mimeType":"image/png","data":"{{{Png()}}}"}}""",
        ("gemini", Pdf) => $$$"""{"inlineData":{"mimeType":"application/pdf","data":"{{{Document()}}}"}}""",
        ("ollama", Image) => $"\"images\":[\"{Png()}\"]",
        (_, Image) => $$$"""{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Png()}}}"}}""",
        (_, ImageUrl) => """{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}""",
        (_, Pdf) => $$$"""{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,{{{Document()}}}"}}""",
        _ => $$$"""{"type":"input_audio","input_audio":{"data":"{{{Sound()}}}","format":"wav"}}""",
    };
}
