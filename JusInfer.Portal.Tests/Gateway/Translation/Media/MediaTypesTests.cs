using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Translation.Media;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData("image/png", "Image")]
    [InlineData("IMAGE/JPG", "Image")]
    [InlineData("image/svg+xml", "Text")]
    [InlineData("application/pdf", "Document")]
    [InlineData("text/plain; charset=utf-8", "Text")]
    [InlineData("text/x-made-up", "Text")]
    [InlineData("application/json", "Text")]
    [InlineData("application/ld+json", "Text")]
    [InlineData("application/toml", "Text")]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Document")]
    [InlineData("audio/mpeg", "Audio")]
    [InlineData("video/mp4", "Video")]
    [InlineData("application/octet-stream", "Unknown")]
    [InlineData("png", "Unknown")]
    [InlineData("", "Unknown")]
    public void The_kind_follows_the_type(string type, string kind) =>
        MediaTypes.KindOf(MediaTypes.Normalize(type)).ToString().ShouldBe(kind);

    [Theory]
    [InlineData("application/pdf", "document.pdf")]
    [InlineData("text/plain", "document.txt")]
    [InlineData("text/markdown", "document.md")]
    [InlineData("text/csv", "document.csv")]
    [InlineData("text/x-made-up", "document.txt")]
    [InlineData("application/xml", "document.xml")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document.docx")]
    [InlineData("application/x-made-up", "document.bin")]
    [InlineData(null, "document.pdf")]
    public void A_file_is_named_by_its_type(string? type, string name) => MediaTypes.FileName(type).ShouldBe(name);

    [Theory]
    [InlineData("text/csv", "a.pdf", "text/csv")]
    [InlineData("application/octet-stream", "notes.MD", "text/markdown")]
    [InlineData("", "a.b.yml", "application/yaml")]
    [InlineData("application/octet-stream", "README", "application/octet-stream")]
    [InlineData("application/octet-stream", null, "application/octet-stream")]
    [InlineData("", "a.madeup", "")]
    public void A_type_that_says_nothing_is_that_of_the_name(string type, string? name, string resolved) =>
        MediaTypes.Resolve(type, name is null ? null : JsonText.From(name)).ShouldBe(resolved);
}
