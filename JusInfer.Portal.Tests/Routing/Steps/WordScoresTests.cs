using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Tests.Routing.Steps;

public sealed class WordScoresTests
{
    private static readonly WordScores Scores = new([.. Enumerable.Range(0, HashedText.Size).Select(i => (sbyte)(i % 100))], 0.5f, -1);

    [Fact]
    public void A_word_counts_once_however_often_it_occurs()
    {
        Scores.Score([7, 9, 7, 7]).ShouldBe(Scores.Score([7, 9]));
        Scores.Score([7, 9]).ShouldBe(-1 + ((7 + 9) * 0.5f / MathF.Sqrt(2)));
        Scores.Score([]).ShouldBe(-1);
    }

    [Fact]
    public void The_first_of_each_word_is_kept_in_their_order_at_both_ends_of_the_table()
    {
        ushort[] words = [HashedText.Size - 1, 0, 64, HashedText.Size - 1, 63, 0];

        HashedText.KeepFirst(words).ShouldBe(4);

        words[..4].ShouldBe([HashedText.Size - 1, 0, 64, 63]);
    }
}
