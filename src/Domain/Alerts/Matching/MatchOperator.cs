namespace Grainwatch.Domain.Alerts.Matching;

public enum MatchOperator
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>=~</c></summary>
    Matches,

    /// <summary><c>!~</c></summary>
    MatchesNot,
}
