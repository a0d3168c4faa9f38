using System.Text;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>Media, and requests of each client dialect with one of them, without the model.</summary>
internal static class MediaRequests
{
    /// <summary>The signature of PNG and bytes whose base64 has all that differs between the alphabets.</summary>
    public static readonly string Png = Convert.ToBase64String(
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFE, 0xF0]);

    /// <summary>The same without padding in the URL-safe alphabet.</summary>
    public static readonly string UrlSafePng = UrlSafe(Png);

    public static readonly string Pdf = Base64("%PDF-1.4 \u00fb\u00ef\u00be\u00ff~~~>>>???");

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static string UrlSafe(string base64) => base64.TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>An image in the field of images.</summary>
    /// <param name="client">The client's dialect.</param>
    /// <param name="type">The media type.</param>
    /// <param name="data">The content, as it is in the JSON string.</param>
    public static string Image(string client, string type, string data) => client switch
    {
        "chat" => Chat($$$"""{"type":"image_url","image_url":{"url":"data:{{{type}}};base64,{{{data}}}"}}"""),
        "responses" => Responses($$"""{"type":"input_image","image_url":"data:{{type}};base64,{{data}}"}"""),
        "messages" => Messages(
            $$$"""{"type":"image","source":{"type":"base64","media_type":"{{{type}}}","data":"{{{data}}}"}}"""),
        "gemini" => $$$"""
            "contents":[{"parts":[{"text":"look"},{"inlineData":{"mimeType":"{{{type}}}","data":"{{{data}}}"}}]}]
            """,
        _ => $$"""
            "messages":[{"role":"user","content":"look","images":["{{data}}"]}],"stream":false
            """,
    };

    /// <summary>An image by URL, or whatever is in the place of the URL.</summary>
    public static string Url(string client, string url) => client switch
    {
        "chat" => Chat($$$"""{"type":"image_url","image_url":{"url":"{{{url}}}"}}"""),
        "responses" => Responses($$"""{"type":"input_image","image_url":"{{url}}"}"""),
        "messages" => Messages($$$"""{"type":"image","source":{"type":"url","url":"{{{url}}}"}}"""),
        _ => $$"""
            "messages":[{"role":"user","content":"look","images":["{{url}}"]}],"stream":false
            """,
    };

    /// <summary>A file in the field of files.</summary>
    /// <param name="client">The client's dialect.</param>
    /// <param name="content">A data URI or base64.</param>
    /// <param name="name">The field with the file's name and a comma; empty if it has none.</param>
    public static string FileIn(string client, string content, string name) => client == "chat"
        ? Chat($$$"""{"type":"file","file":{{{{name}}}"file_data":"{{{content}}}"}}""")
        : Responses($$"""{"type":"input_file",{{name}}"file_data":"{{content}}"}""");

    public static string Chat(string part) => $$"""
        "messages":[{"role":"user","content":[{"type":"text","text":"look"},{{part}}]}]
        """;

    public static string Responses(string part) => $$"""
        "input":[{"role":"user","content":[{"type":"input_text","text":"look"},{{part}}]}]
        """;

    public static string Messages(string block) => $$"""
        "max_tokens":100,"messages":[{"role":"user","content":[{"type":"text","text":"look"},{{block}}]}]
        """;
}
