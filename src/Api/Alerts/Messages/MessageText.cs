namespace Grainwatch.Api.Alerts.Messages;

/// <summary>A message in words, for the receivers that are read by people.</summary>
/// <param name="Why">Why it is sent now.</param>
/// <param name="Lines">One for each alert; the last may say how many more there are.</param>
/// <param name="Link">Leads to the first alert.</param>
sealed record MessageText(string Title, string Why, IReadOnlyList<string> Lines, Uri Link)
{
    public string Body => $"{Why}\n\n{string.Join('\n', Lines)}\n";
}
