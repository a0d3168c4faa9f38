using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Translation.Media;

public sealed class Base64DataTests
{
    private const int Bytes = 3_000_000;

    [Fact]
    public void Data_in_the_standard_form_are_not_copied()
    {
        var text = JsonText.From(JsonElement.Parse($"\"data:image/png;base64,{Convert.ToBase64String(new byte[Bytes])}\""));
        var start = "data:image/png;base64,".Length;
        Base64Data.TryRead(text, start, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var isRead = Base64Data.TryRead(text, start, out var data, out _);
        var length = data.Utf8.Length;

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
        isRead.ShouldBeTrue();
        length.ShouldBe(Bytes / 3 * 4);
    }

    [Theory]
    [InlineData("data:,-_8", 6, "+/8=")]
    [InlineData("-_8", 0, "+/8=")]
    [InlineData("+/8=", 0, "+/8=")]
    public void Other_forms_are_converted(string text, int start, string converted)
    {
        Base64Data.TryRead(JsonText.From(text), start, out var data, out _).ShouldBeTrue();

        Encoding.ASCII.GetString(data.Utf8).ShouldBe(converted);
    }

    [Fact]
    public void The_place_of_a_fault_is_counted_in_the_data()
    {
        Base64Data.TryRead(JsonText.From("data:,AA!A"), 6, out _, out var fault).ShouldBeFalse();

        fault.ShouldBe(2);
    }
}
