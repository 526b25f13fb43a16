const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

/** Whether go-yaml takes the text for a date or a time: what it writes as such, it puts in quotes. */
export function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (!match) {
    return false;
  }
  const [year = 0, month = 0, day = 0, ...rest] = match.slice(1).map(Number);
  const [hour = 0, minute = 0, second = 0] = match[4] === undefined ? rest.slice(5) : rest;
  const [zoneHour = 0, zoneMinute = 0] = match[7] === undefined ? [] : rest.slice(3);
  // Years below 100 would be read as 19xx; 400 years later the calendar is the same.
  const daysInMonth = new Date(Date.UTC(year + 400, month, 0)).getUTCDate();
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth &&
    !(hour >= 24 || minute >= 60 || second >= 60) &&
    !(zoneHour > 24 || zoneMinute >= 60)
  );
}
