using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class BodyPatchTests
{
    [Theory]
    [InlineData("0..3", "0..3=XY", "XY3456789")]
    [InlineData("7..10", "7..10=", "0123456")]
    [InlineData("in the order of the text", "2..3=A|5..6=BB", "01A34BB6789")]
    [InlineData("in another order", "5..6=BB|2..3=A", "01A34BB6789")]
    [InlineData("insertions", "0..0=<|10..10=>|5..5=+", "<01234+56789>")]
    [InlineData("side by side", "2..4=AA|4..6=B", "01AAB6789")]
    [InlineData("nothing", "", "0123456789")]
    [InlineData("a change of what is removed later", "3..4=A|4..4=+|2..6=", "016789")]
    [InlineData("a change of what is removed", "2..6=|2..4=A|4..6=|5..5=+", "016789")]
    [InlineData("what is replaced as a whole", "2..3=A|3..3=+|2..6=XY|5..6=", "01XY6789")]
    [InlineData("what is replaced twice", "2..6=XYZ|2..6=AB", "01AB6789")]
    [InlineData("what is replaced, then removed", "2..6=XYZ|2..6=", "016789")]
    [InlineData("what is removed, then replaced", "2..6=|2..6=XYZ", "016789")]
    [InlineData("insertions around what is removed", "2..6=|6..6=>|2..2=<|7..8=", "01<>689")]
    [InlineData("insertions around what is removed later", "2..2=<|6..6=>|2..6=", "01<>6789")]
    public async Task A_patch_replaces_only_the_edited_ranges(string what, string edits, string patched)
    {
        var patch = new BodyPatch("0123456789"u8.ToArray());
        foreach (var edit in edits.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var (range, text) = (edit[..edit.IndexOf('=')], edit[(edit.IndexOf('=') + 1)..]);
            var (start, end) = (int.Parse(range.Split("..")[0]), int.Parse(range.Split("..")[1]));
            patch.Replace(start..end, Encoding.UTF8.GetBytes(text));
        }

        using var written = new MemoryStream();
        await patch.WriteToAsync(written, TestContext.Current.CancellationToken);

        Encoding.UTF8.GetString(written.ToArray()).ShouldBe(patched, what);
        patch.Length.ShouldBe(patched.Length, what);
    }
}
