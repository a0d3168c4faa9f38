using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class SseFramingTests
{
    [Theory]
    [InlineData("data: {\"id\":1}\n\n")]
    [InlineData("data:{}\r\n\r\n")]
    [InlineData("event: message_start\ndata: {}\n\n")]
    [InlineData("id: 1\ndata: {}\n\n")]
    [InlineData("retry: 3000\n\n")]
    [InlineData(": PROCESSING\n\n")]
    [InlineData("\r\n\r\ndata: {}\n\n")]
    [InlineData("\uFEFFdata: {}\n\n")]
    public void A_stream_is_known_by_its_first_field_however_it_comes(string answer) => Seen(answer).ShouldBe(true);

    [Theory]
    [InlineData("{\"data\":1}")]
    [InlineData("  {\"id\":1}")]
    [InlineData("\n\n{\"id\":1}")]
    [InlineData("\uFEFF{\"id\":1}")]
    [InlineData("[{\"error\":1}]")]
    [InlineData("<html>")]
    [InlineData("date: today")]
    [InlineData("data\n\n")]
    public void Anything_else_is_none(string answer) => Seen(answer).ShouldBe(false);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("dat")]
    public void Too_little_shows_nothing(string answer) => Seen(answer).ShouldBeNull();

    /// <summary>Letter by letter: what was seen once stays so.</summary>
    private static bool? Seen(string answer)
    {
        var bytes = Encoding.UTF8.GetBytes(answer);
        bool? seen = null;
        for (var length = 0; length <= bytes.Length; length++)
        {
            var now = SseFraming.Instance.BeginsAsStream(bytes.AsSpan(0, length));
            if (seen is not null) now.ShouldBe(seen);
            seen = now;
        }

        return seen;
    }
}
